export { assertAddress } from './addresses.ts'
export type { StaffCtx } from './ctx.ts'
export { insertRefusals } from './repo/figures.ts'
export { findStaff, staffCookieName } from './sessions.ts'
