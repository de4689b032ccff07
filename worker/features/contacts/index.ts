export { findMisfit } from './attribute-values.ts'
export { indexValue, listAttributes } from './attributes.ts'
export {
  CustomerDirectory,
  type CustomerWrites,
  type KnownContact,
  noWrites,
  type PersonFields,
  shownName,
} from './customers.ts'
export { customerStatements } from './repo/directory.ts'
export { selectGroup } from './repo/reads.ts'
export * as contactWrites from './repo/writes.ts'
export { assertUnused } from './segments.ts'
