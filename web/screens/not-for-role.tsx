import { LockKeyhole } from 'lucide-preact'
import { me } from '../models/session.ts'
import { t } from '../texts/index.ts'
import { NoScreen } from './no-screen.tsx'

/** Instead of a screen that the person's role does not open. */
export function NotForRole() {
  const role = me.value?.role
  return <NoScreen icon={LockKeyhole} title={t.notForRole.title} lead={role && t.notForRole.lead(t.roles[role])} />
}
