import { ShieldAlert, ShieldCheck } from 'lucide-preact'
import { useState } from 'preact/hooks'
import type { AuditVerdict } from '../../../../worker/contract/audit.ts'
import { auditApi } from '../../../api/audit.ts'
import { tellError } from '../../../models/toasts.ts'
import { t } from '../../../texts/audit.ts'
import { formatNumber, formatPlainDate } from '../../../texts/format.ts'
import { Button } from '../../../ui/button.tsx'

/** Follows the whole chain when asked, and says what it found. */
export function ChainCard() {
  const [verdict, setVerdict] = useState<AuditVerdict>()
  const [isBusy, setBusy] = useState(false)
  const check = async () => {
    setBusy(true)
    try {
      setVerdict(await auditApi.verify())
    } catch (error) {
      tellError(t.audit.failed, error)
    }
    setBusy(false)
  }
  return (
    <section class="card chain" aria-label={t.audit.chain}>
      <div>
        <h2>{t.audit.chain}</h2>
        <p class="mute">{t.audit.chainLead}</p>
      </div>
      <Button disabled={isBusy} onClick={() => void check()}>
        <ShieldCheck size={14} aria-hidden="true" />
        {isBusy ? t.audit.verifying : t.audit.verify}
      </Button>
      <div class="chain-answer" role="status">
        {verdict && <Verdict verdict={verdict} />}
      </div>
    </section>
  )
}

/** What a chain was found to be. */
export function Verdict({ verdict: { whole, chained, unchained, fault, head, start } }: { verdict: AuditVerdict }) {
  const Icon = whole ? ShieldCheck : ShieldAlert
  const lines = [
    fault && t.audit.faults[fault.kind],
    fault && fault.seq !== null && t.audit.at(formatNumber(fault.seq)),
    !whole && t.audit.tell,
    unchained > 0 && t.audit.waiting(unchained),
    head ? t.audit.head(formatNumber(head.seq), formatPlainDate(head.day)) : t.audit.noHead,
    whole && start && t.audit.start(formatNumber(start.seq), start.at && formatPlainDate(start.at)),
  ].filter(Boolean)
  return (
    <div class={`chain-verdict ${whole ? 'good' : 'bad'}`}>
      <Icon size={18} aria-hidden="true" />
      <div>
        <strong>{whole ? t.audit.whole(chained) : t.audit.broken}</strong>
        <p>{lines.join(' ')}</p>
        {fault?.auditId && <code>{fault.auditId}</code>}
      </div>
    </div>
  )
}
