export { spend, type Waiting } from './assertions.ts'
export { challengeFor, listMethods } from './challenge.ts'
export { type PasskeyCtx, proofOptions } from './passkeys.ts'
export { proveFactor } from './prove-factor.ts'
