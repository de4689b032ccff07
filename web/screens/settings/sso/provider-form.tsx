import { useState } from 'preact/hooks'
import type { NewSso, Sso } from '../../../../worker/contract/sso.ts'
import { changeSso } from '../../../models/sso.ts'
import { tell } from '../../../models/toasts.ts'
import { t } from '../../../texts/sso.ts'
import { Button } from '../../../ui/button.tsx'
import { CheckField, SelectField, TextField } from '../../../ui/field.tsx'
import { useForm } from '../../../ui/use-form.ts'
import { FormError, fieldProblem } from '../../form-error.tsx'

/** The settings as they will be. The secret is written and never read. */
export function ProviderForm({ sso }: { sso: Sso }) {
  const [wish, setWish] = useState<NewSso>(() => {
    const { issuer, clientId, enabled, only, defaultRole } = sso
    return { issuer, clientId, enabled, only, defaultRole }
  })
  const [secret, setSecret] = useState('')
  const change = (changes: Partial<NewSso>) => setWish((present) => ({ ...present, ...changes }))
  const texts = t.sso.settings
  const form = useForm(async () => {
    await changeSso({ ...wish, only: wish.enabled && wish.only, ...(secret !== '' && { clientSecret: secret }) })
    setSecret('')
    tell(texts.saved)
  })
  const isProved = sso.domains.some(({ provedAt }) => provedAt !== null)
  const keepsSecret = sso.hasSecret && wish.issuer === sso.issuer
  const problem = (path: keyof NewSso) => fieldProblem(form.error, path)
  return (
    <form class="narrow-form" onSubmit={form.submit}>
      <FormError error={form.error} />
      <TextField
        label={texts.issuer}
        hint={texts.issuerHint}
        inputMode="url"
        autoComplete="off"
        required
        maxLength={512}
        value={wish.issuer}
        onValue={(issuer) => change({ issuer })}
        problem={problem('issuer')}
      />
      <TextField
        label={texts.clientId}
        autoComplete="off"
        required
        maxLength={256}
        value={wish.clientId}
        onValue={(clientId) => change({ clientId })}
        problem={problem('clientId')}
      />
      <TextField
        label={texts.secret}
        hint={keepsSecret ? texts.secretKept : texts.secretHint}
        type="password"
        autoComplete="new-password"
        required={!keepsSecret}
        maxLength={512}
        value={secret}
        onValue={setSecret}
        problem={problem('clientSecret')}
      />
      <SelectField
        label={texts.newcomers}
        value={wish.defaultRole ?? 'none'}
        onValue={(role) => change({ defaultRole: role === 'none' ? null : role })}
        options={[
          { value: 'none', label: texts.nobody },
          { value: 'agent', label: texts.newcomer(t.roles.agent) },
          { value: 'viewer', label: texts.newcomer(t.roles.viewer) },
        ]}
      />
      <CheckField
        label={texts.enabled}
        {...(!isProved && { hint: texts.domainFirst })}
        checked={wish.enabled}
        onChecked={(enabled) => change({ enabled })}
      />
      {wish.enabled && (
        <CheckField
          label={texts.only}
          hint={texts.onlyHint}
          checked={wish.only}
          onChecked={(only) => change({ only })}
        />
      )}
      <div>
        <Button type="submit" kind="primary" disabled={form.busy}>
          {texts.save}
        </Button>
      </div>
    </form>
  )
}
