export { type EpochServices, noteAccessChanged } from './access-epochs.ts'
export { cookieOptions, passCookieName, sessionCookieName } from './cookies.ts'
export { networkOf } from './limits.ts'
export { PASS_SECONDS } from './session-pass.ts'
export {
  createSession,
  endSession,
  endSessionsOf,
  findSignedIn,
  rotateSession,
  type SignedIn,
} from './sessions.ts'
export { findUserByEmail, invitationPlace, memberPlace, type Person } from './users.ts'
