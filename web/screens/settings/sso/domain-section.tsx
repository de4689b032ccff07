import { useState } from 'preact/hooks'
import type { SsoDomain } from '../../../../worker/contract/sso.ts'
import { addDomain } from '../../../models/sso.ts'
import { t } from '../../../texts/sso.ts'
import { Button } from '../../../ui/button.tsx'
import { TextField } from '../../../ui/field.tsx'
import { useForm } from '../../../ui/use-form.ts'
import { FormError, fieldProblem } from '../../form-error.tsx'
import { DomainRow } from './domain-row.tsx'

/** The domains whose addresses sign in by the provider. */
export function DomainSection({ domains }: { domains: readonly SsoDomain[] }) {
  const [domain, setDomain] = useState('')
  const texts = t.sso.domains
  const form = useForm(async () => {
    await addDomain(domain.trim())
    setDomain('')
  })
  return (
    <section class="card" aria-label={texts.title}>
      <div>
        <h2>{texts.title}</h2>
        <p class="mute">{texts.lead}</p>
      </div>
      {domains.length === 0 && <p class="mute">{texts.none}</p>}
      {domains.length > 0 && (
        <ul class="people">
          {domains.map((each) => (
            <DomainRow key={each.id} domain={each} />
          ))}
        </ul>
      )}
      <form class="narrow-form" onSubmit={form.submit}>
        <FormError error={form.error} />
        <TextField
          label={texts.domain}
          hint={texts.domainHint}
          inputMode="url"
          autoComplete="off"
          required
          maxLength={253}
          value={domain}
          onValue={setDomain}
          problem={fieldProblem(form.error, 'domain')}
        />
        <div>
          <Button type="submit" disabled={form.busy}>
            {texts.add}
          </Button>
        </div>
      </form>
    </section>
  )
}
