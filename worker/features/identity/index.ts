export { type EpochServices, NO_TENANT, noteAccessChanged, readAccess } from './access-epochs.ts'
export { browserCookieName, cookieOptions, passCookieName, sessionCookieName } from './cookies.ts'
export { deviceOf } from './devices.ts'
export { findOpenInvitations } from './invitations.ts'
export { KNOWN_SECONDS, rememberBrowser, triesOf } from './known-browsers.ts'
export { endedOf, type MaybeEnded, selectIsVerified as isVerified } from './link-repo.ts'
export { getMe } from './me.ts'
export {
  createUser,
  type Device,
  type EndedSession,
  type NewUser,
  noteSignInFailure,
  purgeAccessRows,
  selectIdleAt,
  selectMembership,
  tellSignInFailures,
  withdrawnWhere,
} from './repo.ts'
export { PASS_SECONDS } from './session-pass.ts'
export {
  createSession,
  type EndingServices,
  endReplaced,
  endSession,
  endSessionsOf,
  findSignedIn,
  rotateSession,
  type SignedIn,
  type StartedSession,
  tellEnded,
} from './sessions.ts'
export { getHome, type SignedInNow, type SignInCtx, startOrChallenge, startSession } from './sign-in.ts'
export { findUserByEmail, getUser, invitationPlace, memberPlace, openUser, type Person, sealNewUser } from './users.ts'
export { assertMailing, assertVerified } from './verification.ts'
