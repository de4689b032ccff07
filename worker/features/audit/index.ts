export { chainWaiting, signHeads } from './heads.ts'
export { purgeAudit } from './purge.ts'
export { verifyAudit } from './verify.ts'
