export { chainWaiting, signHeads } from './heads.ts'
export { verifyAudit } from './verify.ts'
