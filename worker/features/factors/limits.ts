import type { Limit } from '../../cache/index.ts'

/** Of a person, wherever they are asked: three codes of a million fit at a time. */
export const proofByUser: Limit = { name: 'factor', max: 10, windowSeconds: 600 }
/** Of an address that is not signed in. */
export const proofByAddress: Limit = { name: 'factor-address', max: 30, windowSeconds: 60 }
