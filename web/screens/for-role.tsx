import { type ComponentType, h } from 'preact'
import type { Operation } from '../../worker/contract/role-table.ts'
import { can } from '../models/session.ts'
import { later } from '../ui/later.tsx'

const NotForRole = later(() => import('./not-for-role.tsx').then((module) => module.NotForRole))

/** A screen for those whose role allows the operation. To others it says so, and asks the server nothing. */
export function forRole<P extends object>(operation: Operation, Screen: ComponentType<P>): ComponentType<P> {
  return (props: P) => (can(operation) ? h(Screen, props) : <NotForRole />)
}
