import { useState } from 'preact/hooks'
import { type Scope, scopes } from '../../../../worker/contract/scopes.ts'
import { createApiToken } from '../../../models/api-tokens.ts'
import { t } from '../../../texts/tenancy.ts'
import { Button } from '../../../ui/button.tsx'
import { CopyField } from '../../../ui/copy-field.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { AreaField, CheckField, SelectField, TextField } from '../../../ui/field.tsx'
import { useForm } from '../../../ui/use-form.ts'
import { FormError, fieldProblem } from '../../form-error.tsx'

const lifetimes = ['30', '90', '365'] as const
type Lifetime = (typeof lifetimes)[number]

/** As browsers name it: what is copied from the address bar has more, and what is typed less. */
function siteOf(text: string): string {
  const url = /^https?:\/\//i.test(text) ? text : `https://${text}`
  return URL.canParse(url) ? new URL(url).origin : text
}

/** Makes a token and shows it, once. */
export function NewTokenDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<readonly Scope[]>([])
  const [days, setDays] = useState<Lifetime>('90')
  const [sites, setSites] = useState('')
  const [token, setToken] = useState<string | null>(null)
  const form = useForm(async () => {
    const made = await createApiToken({
      ...{ name, scopes: [...chosen], expiresInDays: Number(days) },
      origins: sites.split(/\s+/).filter(Boolean).map(siteOf),
    })
    setToken(made.token)
  })
  if (token !== null) {
    return (
      <Dialog title={t.tokens.madeTitle} onClose={onClose}>
        <div class="dialog-body">
          <p class="mute">{t.tokens.madeLead}</p>
          <CopyField label={t.tokens.token} value={token} />
          <div class="dialog-actions">
            <Button kind="primary" onClick={onClose}>
              {t.common.close}
            </Button>
          </div>
        </div>
      </Dialog>
    )
  }
  const choose = (scope: Scope, isChosen: boolean) =>
    setChosen((present) => scopes.filter((each) => (each === scope ? isChosen : present.includes(each))))
  return (
    <Dialog title={t.tokens.add} onClose={onClose}>
      <form class="dialog-body" onSubmit={form.submit}>
        <FormError error={form.error} />
        <TextField
          label={t.tokens.name}
          hint={t.tokens.nameHint}
          required
          autoFocus
          maxLength={60}
          value={name}
          onValue={setName}
          problem={fieldProblem(form.error, 'name')}
        />
        <SelectField
          label={t.tokens.lifetime}
          value={days}
          onValue={setDays}
          options={lifetimes.map((value) => ({ value, label: t.tokens.days(Number(value)) }))}
        />
        <AreaField
          label={t.tokens.origins}
          hint={t.tokens.originsHint}
          optional
          rows={2}
          maxLength={1300}
          value={sites}
          onValue={setSites}
          problem={fieldProblem(form.error, 'origins')}
        />
        <fieldset class="scopes">
          <legend>{t.tokens.scopes}</legend>
          {scopes.map((scope) => (
            <CheckField
              key={scope}
              label={t.tokens.scope(scope)}
              checked={chosen.includes(scope)}
              onChecked={(isChosen) => choose(scope, isChosen)}
            />
          ))}
        </fieldset>
        <div class="dialog-actions">
          <Button onClick={onClose}>{t.common.cancel}</Button>
          <Button type="submit" kind="primary" disabled={form.busy || chosen.length === 0}>
            {t.tokens.create}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
