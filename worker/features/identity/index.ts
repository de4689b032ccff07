export { networkOf } from './limits.ts'
export {
  createSession,
  endSession,
  findSignedIn,
  forgetSessions,
  type SignedIn,
  sessionCookieName,
} from './sessions.ts'
export { findUserByEmail, invitationPlace, memberPlace, type Person } from './users.ts'
