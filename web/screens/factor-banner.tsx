import { ShieldAlert } from 'lucide-preact'
import { now } from '../models/clock.ts'
import { me } from '../models/session.ts'
import { t } from '../texts/factors.ts'
import { formatDate } from '../texts/format.ts'

/** Says from when on the organization wants a second factor, while there is time. */
export function FactorBanner() {
  const dueAt = me.value?.factorDueAt ?? null
  if (dueAt === null) return null
  return (
    <div class="banner" role="status">
      <ShieldAlert size={15} aria-hidden="true" />
      <span>
        {t.factors.due(formatDate(dueAt, now.value))} <a href="/settings/security">{t.factors.setUp}</a>
      </span>
    </div>
  )
}
