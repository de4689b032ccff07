export { createSession, endSession, findSignedIn, forgetSessions, sessionCookieName } from './sessions.ts'
