export { type EpochServices, noteAccessChanged, readAccess } from './access-epochs.ts'
export { cookieOptions, passCookieName, sessionCookieName } from './cookies.ts'
export { deviceOf } from './devices.ts'
export { getMe } from './me.ts'
export { PASS_SECONDS } from './session-pass.ts'
export {
  createSession,
  endSession,
  endSessionsOf,
  findSignedIn,
  rotateSession,
  type SignedIn,
  type StartedSession,
} from './sessions.ts'
export { getHome, startOrChallenge, startSession } from './sign-in.ts'
export { findUserByEmail, getUser, invitationPlace, memberPlace, openUser, type Person } from './users.ts'
export { assertMailing, assertVerified } from './verification.ts'
