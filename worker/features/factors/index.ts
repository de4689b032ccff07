export { challengeFor } from './challenge.ts'
