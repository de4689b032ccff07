import '../look-back.css'
import './audit.css'
import { useSignal } from '@preact/signals'
import { ArrowRight, SearchX } from 'lucide-preact'
import { useEffect, useState } from 'preact/hooks'
import type { AuditLog } from '../../../../worker/contract/audit.ts'
import { AUDIT_FILE_ROWS_MAX } from '../../../../worker/contract/audit-actions.ts'
import { type AuditFilter, auditApi } from '../../../api/audit.ts'
import { readChannels } from '../../../models/channels.ts'
import { readLabels } from '../../../models/labels.ts'
import { readInvitations } from '../../../models/manage-team.ts'
import { nothingRead, type Paged, type ReadPage, readFirst, readNext } from '../../../models/paged.ts'
import { readMembers, readTeams } from '../../../models/team.ts'
import { reasonOf, requestIdOf, tellError } from '../../../models/toasts.ts'
import { t } from '../../../texts/audit.ts'
import { formatNumber } from '../../../texts/format.ts'
import { Button } from '../../../ui/button.tsx'
import { Empty, Failed } from '../../../ui/states.tsx'
import { CsvLink } from '../../csv-link.tsx'
import { CardBones } from '../channels-screen.tsx'
import { Page } from '../page.tsx'
import { AuditFilters } from './audit-filters.tsx'
import { AuditRow } from './audit-row.tsx'
import { ChainCard } from './chain-card.tsx'

/** Who did what, and whether the log is as it was written. */
export function AuditScreen() {
  const [filter, setFilter] = useState<AuditFilter>({})
  // The log has ids; what is known by name says whom it is about.
  useEffect(() => void Promise.all([readMembers(), readInvitations(), readTeams(), readLabels(), readChannels()]), [])
  const [nextFile, setNextFile] = useState<string | null>(null)
  const narrow = (wanted: AuditFilter) => {
    setFilter(wanted)
    setNextFile(null)
  }
  const csv = <CsvLink path={auditApi.csvUrl(filter)} words={t.audit.csv} onSaved={setNextFile} />
  return (
    <Page title={t.audit.title} lead={t.audit.lead} action={csv}>
      <ChainCard />
      <AuditFilters filter={filter} onFilter={narrow} />
      {nextFile !== null && (
        <div class="card file-cut" role="status">
          <p>{t.audit.cut(formatNumber(AUDIT_FILE_ROWS_MAX))}</p>
          <CsvLink path={nextFile} words={t.audit.nextFile} onSaved={setNextFile} />
        </div>
      )}
      <Rows filter={filter} onFilter={narrow} />
    </Page>
  )
}

function Rows({ filter, onFilter }: { filter: AuditFilter; onFilter: (filter: AuditFilter) => void }) {
  const log = useSignal<Paged<AuditLog>>(nothingRead)
  const read: ReadPage<AuditLog> = (cursor) => auditApi.list(filter, cursor)
  const again = () => void readFirst(log, read)
  useEffect(again, [filter])
  const { rows, state, error, nextCursor, loadingMore } = log.value
  if (state === 'failed') return <Failed reason={reasonOf(error)} requestId={requestIdOf(error)} onRetry={again} />
  if (state === 'loading' && rows.length === 0) return <CardBones />
  return (
    <section class="card" aria-label={t.audit.rows} aria-busy={state === 'loading'}>
      {rows.length === 0 && <Empty icon={SearchX} title={t.audit.empty} lead={t.audit.emptyLead} />}
      <ul class="traces">
        {rows.map((row) => (
          <AuditRow key={row.id} row={row} onSubject={(subject) => onFilter({ subject })} />
        ))}
      </ul>
      {nextCursor !== null && (
        <Button
          class="more"
          disabled={loadingMore}
          onClick={() => void readNext(log, read).catch((reason) => tellError(t.audit.title, reason))}
        >
          {t.audit.more}
          <ArrowRight class="flips" size={14} aria-hidden="true" />
        </Button>
      )}
    </section>
  )
}
