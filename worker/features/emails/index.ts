export { insertEmail, purgeEmailRows, type SealedEmail } from './repo.ts'
export { type Email, sealEmail, sendEmails } from './send.ts'
