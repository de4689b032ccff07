export { openHours } from './hours.ts'
export { type AutomaticAnswer, automaticAnswer } from './policy.ts'
export { selectHours } from './repo.ts'
