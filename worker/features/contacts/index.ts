export {
  CustomerDirectory,
  type CustomerWrites,
  type KnownContact,
  noWrites,
  type PersonFields,
} from './customers.ts'
export { customerStatements } from './repo.ts'
