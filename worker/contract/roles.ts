import { z } from 'zod'
import { roles } from './role-table.ts'

export { lowestRole, type Operation, roleAllows, roles } from './role-table.ts'
export const Role = z.enum(roles)
export type Role = z.infer<typeof Role>
