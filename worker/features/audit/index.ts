export { chainWaiting, signHeads } from './heads.ts'
