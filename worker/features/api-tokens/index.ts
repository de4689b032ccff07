export { findTokenActor } from './find.ts'
