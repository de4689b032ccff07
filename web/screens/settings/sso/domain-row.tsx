import './sso.css'
import { useState } from 'preact/hooks'
import type { SsoDomain } from '../../../../worker/contract/sso.ts'
import { now } from '../../../models/clock.ts'
import { checkDomain, removeDomain } from '../../../models/sso.ts'
import { tell, tellError } from '../../../models/toasts.ts'
import { formatDate } from '../../../texts/format.ts'
import { t } from '../../../texts/sso.ts'
import { Button } from '../../../ui/button.tsx'
import { CopyField } from '../../../ui/copy-field.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { useForm } from '../../../ui/use-form.ts'
import { FormError } from '../../form-error.tsx'

/** One domain, with the record that proves it. */
export function DomainRow({ domain: { id, domain, recordName, recordValue, provedAt } }: { domain: SsoDomain }) {
  const [asking, setAsking] = useState(false)
  const texts = t.sso.domains
  const form = useForm(async () => {
    await checkDomain(id)
    tell(texts.done(domain))
  })
  return (
    <li>
      <div class="person">
        <strong>{domain}</strong>
        <span class="mute">{provedAt === null ? texts.waiting : texts.proved(formatDate(provedAt, now.value))}</span>
      </div>
      <Button kind="quiet" class="small" aria-label={texts.removeOf(domain)} onClick={() => setAsking(true)}>
        {texts.remove}
      </Button>
      <form class="domain-record" onSubmit={form.submit}>
        <FormError error={form.error} />
        <CopyField label={texts.recordName} value={recordName} />
        <CopyField label={texts.recordValue} value={recordValue} />
        <div>
          <Button type="submit" aria-label={texts.checkOf(domain)} disabled={form.busy}>
            {texts.check}
          </Button>
        </div>
      </form>
      {asking && (
        <ConfirmDialog
          title={texts.removeTitle(domain)}
          lead={texts.removeLead}
          confirm={texts.remove}
          onConfirm={() => void removeDomain(id).catch((error) => tellError(domain, error))}
          onClose={() => setAsking(false)}
        />
      )}
    </li>
  )
}
