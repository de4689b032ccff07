import { KeyRound, Plus } from 'lucide-preact'
import { useEffect, useState } from 'preact/hooks'
import { apiTokens, readApiTokens } from '../../../models/api-tokens.ts'
import { reasonOf, requestIdOf } from '../../../models/toasts.ts'
import { t } from '../../../texts/tenancy.ts'
import { Button } from '../../../ui/button.tsx'
import { Empty, Failed } from '../../../ui/states.tsx'
import { CardBones } from '../channels-screen.tsx'
import { Page } from '../page.tsx'
import { NewTokenDialog } from './new-token-dialog.tsx'
import { TokenRow } from './token-row.tsx'

/** Settings → API tokens: what programs may do here, and when they last did. */
export function ApiTokensScreen() {
  const [adding, setAdding] = useState(false)
  const { state, value, error } = apiTokens.value
  useEffect(() => void readApiTokens(), [])
  const add = (
    <Button kind="primary" onClick={() => setAdding(true)}>
      <Plus size={15} aria-hidden="true" />
      {t.tokens.add}
    </Button>
  )
  return (
    <Page title={t.rail.tokens} lead={t.tokens.lead} action={add}>
      {state === 'failed' && !value && (
        <Failed reason={reasonOf(error)} requestId={requestIdOf(error)} onRetry={() => void readApiTokens()} />
      )}
      {state === 'loading' && !value && <CardBones />}
      {value?.length === 0 && <Empty icon={KeyRound} title={t.tokens.empty} lead={t.tokens.emptyLead} />}
      {value && value.length > 0 && (
        <section class="card flush" aria-label={t.rail.tokens}>
          <ul class="people">
            {value.map((token) => (
              <TokenRow key={token.id} token={token} />
            ))}
          </ul>
        </section>
      )}
      {adding && <NewTokenDialog onClose={() => setAdding(false)} />}
    </Page>
  )
}
