export { openHours } from './hours.ts'
export { type AutomaticAnswer, automaticAnswer, openingText } from './policy.ts'
export { selectHours } from './repo.ts'
