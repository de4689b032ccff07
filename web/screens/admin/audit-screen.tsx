import '../settings/look-back.css'
import '../settings/audit/audit.css'
import { ScrollText } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import type { Staff } from '../../../worker/contract/admin.ts'
import type { AuditLog, AuditVerdict } from '../../../worker/contract/audit.ts'
import { adminApi } from '../../api/admin.ts'
import { ApiError } from '../../api/problem.ts'
import { staff } from '../../models/staff.ts'
import { tellError } from '../../models/toasts.ts'
import { t } from '../../texts/admin.ts'
import { t as auditTexts } from '../../texts/audit.ts'
import { Button } from '../../ui/button.tsx'
import { Empty } from '../../ui/states.tsx'
import { Details } from '../settings/audit/audit-row.tsx'
import { Verdict } from '../settings/audit/chain-card.tsx'
import { Sheet } from '../settings/page.tsx'
import { TraceTime } from '../settings/trace-time.tsx'
import { ReasonForm } from './parts.tsx'
import { Rows, usePages, useRead } from './use-read.tsx'

/** What staff did, and (with a reason) what was done in a tenant. */
export function AuditScreen() {
  const { query } = useLocation()
  const tenantId = query.tenant
  const words = t.admin.audit
  return (
    <Sheet title={tenantId ? words.tenantTitle : words.title} lead={tenantId ? words.tenantLead : words.lead}>
      {tenantId ? (
        <a class="btn" href="/admin/audit">
          {words.toPlatform}
        </a>
      ) : (
        <ChainCard />
      )}
      <Log key={tenantId} tenantId={tenantId} />
    </Sheet>
  )
}

function Log({ tenantId }: { tenantId: string | undefined }) {
  const filter = tenantId ? { tenantId } : {}
  const [log, again, more] = usePages<AuditLog>((cursor) => adminApi.audit(filter, cursor), tenantId ?? '')
  const { error, rows: read } = log.value
  const me = staff.value
  const hasOthers = read.some(({ staffId }) => staffId !== null && staffId !== me?.staffId)
  // That one reads who is staff stands in the log too: it is not done for one's own name.
  const [team] = useRead(async () => (hasOthers ? (await adminApi.settings()).staff : []), String(hasOthers))
  const words = t.admin.audit
  if (tenantId && error instanceof ApiError && error.code === 'REASON_REQUIRED') {
    const enter = async (reason: string) => {
      await adminApi.enterTenant(tenantId, reason)
      await again()
    }
    return (
      <section class="card" aria-label={t.admin.tenant.why}>
        <h2>{t.admin.tenant.why}</h2>
        <ReasonForm lead={t.admin.tenant.whyLead} confirm={t.admin.tenant.enter} run={enter} />
      </section>
    )
  }
  return (
    <Rows
      of={log.value}
      label={words.rows}
      empty={<Empty icon={ScrollText} title={words.empty} />}
      onRetry={again}
      onMore={more}
    >
      {(rows) => (
        <ul class="traces">
          {rows.map((row) => (
            <LogRow key={row.id} row={row} team={[...(me ? [me] : []), ...(team.value ?? [])]} />
          ))}
        </ul>
      )}
    </Rows>
  )
}

const said = (action: string): string | undefined =>
  (t.admin.audit.actions as Record<string, string>)[action] ??
  (auditTexts.audit.actions as Record<string, string>)[action]

type Team = readonly Pick<Staff, 'staffId' | 'name'>[]

/** Staff are told by name. Other names are of the tenant, so its people are told by id. */
function LogRow({ row, team }: { row: AuditLog; team: Team }) {
  const { at, action, details, staffId, memberId, subjectId, network } = row
  const words = t.admin.audit
  const nameOfStaff = (id: string | null) => team.find((one) => one.staffId === id)?.name
  // Who becomes staff does so by nobody's hand in the app.
  const self = staffId ?? (memberId === null ? subjectId : null)
  const name = nameOfStaff(self)
  const who = name ?? (staffId !== null ? words.staff : memberId !== null ? words.member : words.system)
  const about = subjectId !== null && !(name && subjectId === self) && words.about(nameOfStaff(subjectId) ?? subjectId)
  return (
    <li class="trace">
      <TraceTime at={at} />
      <div class="trace-text">
        <span class="trace-head">
          <strong>{who}</strong>
          {said(action) ?? <code>{action}</code>}
        </span>
        <Details details={details} />
        <span class="mute">{[!name && (staffId ?? memberId), about, network].filter(Boolean).join(' · ')}</span>
      </div>
    </li>
  )
}

function ChainCard() {
  const [verdict, setVerdict] = useState<AuditVerdict>()
  const [isBusy, setBusy] = useState(false)
  const check = async () => {
    setBusy(true)
    try {
      setVerdict(await adminApi.verifyAudit())
    } catch (error) {
      tellError(auditTexts.audit.failed, error)
    }
    setBusy(false)
  }
  return (
    <section class="card chain" aria-label={auditTexts.audit.chain}>
      <div>
        <h2>{auditTexts.audit.chain}</h2>
        <p class="mute">{auditTexts.audit.chainLead}</p>
      </div>
      <Button disabled={isBusy} onClick={() => void check()}>
        {isBusy ? auditTexts.audit.verifying : auditTexts.audit.verify}
      </Button>
      <div class="chain-answer" role="status">
        {verdict && <Verdict verdict={verdict} />}
      </div>
    </section>
  )
}
