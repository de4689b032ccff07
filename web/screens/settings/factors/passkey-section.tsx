import { useState } from 'preact/hooks'
import type { Factors, Passkey } from '../../../../worker/contract/factors.ts'
import { now } from '../../../models/clock.ts'
import { removePasskey } from '../../../models/factors.ts'
import { knowsPasskeys } from '../../../models/passkey.ts'
import { tellError } from '../../../models/toasts.ts'
import { t } from '../../../texts/factors.ts'
import { formatDate, formatMoment } from '../../../texts/format.ts'
import { Button } from '../../../ui/button.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { PasskeyDialog } from './passkey-dialog.tsx'

/** The passkeys of the person, under the names that they gave them. */
export function PasskeySection({ factors }: { factors: Factors }) {
  const [adding, setAdding] = useState(false)
  const texts = t.factors.passkeys
  return (
    <section class="card" aria-label={texts.title}>
      <header class="card-head">
        <div>
          <h2>{texts.title}</h2>
          <p class="mute">{texts.lead}</p>
        </div>
      </header>
      {factors.passkeys.length === 0 && <p class="mute">{texts.none}</p>}
      <ul class="people">
        {factors.passkeys.map((passkey) => (
          <PasskeyRow key={passkey.id} passkey={passkey} />
        ))}
      </ul>
      <div class="choices">
        {knowsPasskeys() ? (
          <Button onClick={() => setAdding(true)}>{texts.add}</Button>
        ) : (
          <p class="mute">{texts.unknown}</p>
        )}
      </div>
      {adding && <PasskeyDialog onClose={() => setAdding(false)} />}
    </section>
  )
}

function PasskeyRow({ passkey: { id, name, createdAt, lastUsedAt } }: { passkey: Passkey }) {
  const [asking, setAsking] = useState(false)
  const texts = t.factors.passkeys
  const used = lastUsedAt === null ? texts.unused : texts.used(formatMoment(lastUsedAt, now.value))
  const remove = async () => {
    try {
      await removePasskey(id)
    } catch (error) {
      tellError(texts.failed, error)
    }
  }
  return (
    <li>
      <div class="person">
        <strong>{name}</strong>
        <span class="mute">
          {texts.added(formatDate(createdAt, now.value))}, {used}
        </span>
      </div>
      <Button kind="quiet" class="small" aria-label={`${texts.remove}: ${name}`} onClick={() => setAsking(true)}>
        {texts.remove}
      </Button>
      {asking && (
        <ConfirmDialog
          title={texts.removeTitle(name)}
          lead={texts.removeLead}
          confirm={texts.remove}
          onConfirm={() => void remove()}
          onClose={() => setAsking(false)}
        />
      )}
    </li>
  )
}
