import { LockKeyhole } from 'lucide-preact'
import { type ComponentType, h } from 'preact'
import type { Operation } from '../../worker/contract/role-table.ts'
import { can, me } from '../models/session.ts'
import { t } from '../texts/index.ts'
import { Empty } from '../ui/states.tsx'
import { usePageTitle } from './page-title.ts'

/** A screen for those whose role allows the operation. To others it says so, and asks the server nothing. */
export function forRole<P extends object>(operation: Operation, Screen: ComponentType<P>): ComponentType<P> {
  return (props: P) => (can(operation) ? h(Screen, props) : <NotForRole />)
}

function NotForRole() {
  const role = me.value?.role
  usePageTitle(t.notForRole.title)
  return (
    <main class="not-for-role" aria-labelledby="not-for-role">
      <h1 id="not-for-role" class="sr-only">
        {t.notForRole.title}
      </h1>
      <Empty icon={LockKeyhole} title={t.notForRole.title} lead={role && t.notForRole.lead(t.roles[role])}>
        <a class="btn" href="/">
          {t.notForRole.back}
        </a>
      </Empty>
    </main>
  )
}
