import { LockKeyhole } from 'lucide-preact'
import { type ComponentType, h } from 'preact'
import type { Operation } from '../../worker/contract/role-table.ts'
import { can, me } from '../models/session.ts'
import { t } from '../texts/index.ts'
import { NoScreen } from './no-screen.tsx'

/** A screen for those whose role allows the operation. To others it says so, and asks the server nothing. */
export function forRole<P extends object>(operation: Operation, Screen: ComponentType<P>): ComponentType<P> {
  return (props: P) => (can(operation) ? h(Screen, props) : <NotForRole />)
}

function NotForRole() {
  const role = me.value?.role
  return <NoScreen icon={LockKeyhole} title={t.notForRole.title} lead={role && t.notForRole.lead(t.roles[role])} />
}
