import { useState } from 'preact/hooks'
import type { ApiToken } from '../../../../worker/contract/api-token.ts'
import { revokeApiToken } from '../../../models/api-tokens.ts'
import { now } from '../../../models/clock.ts'
import { memberName } from '../../../models/team.ts'
import { tellError } from '../../../models/toasts.ts'
import { formatDate, formatMoment } from '../../../texts/format.ts'
import { t } from '../../../texts/tenancy.ts'
import { Button } from '../../../ui/button.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'

export function TokenRow({ token }: { token: ApiToken }) {
  const [asking, setAsking] = useState(false)
  const { id, name, memberId, scopes, origins, expiresAt, lastUsedAt, lastNetwork } = token
  const day = (at: string) => formatDate(at, now.value)
  const isOver = Date.parse(expiresAt) <= now.value
  return (
    <li>
      <div class="person">
        <strong>{name}</strong>
        <span class="mute">
          {[
            memberName(memberId),
            isOver ? t.tokens.over(day(expiresAt)) : t.tokens.until(day(expiresAt)),
            lastUsedAt === null
              ? t.tokens.unused
              : t.tokens.used(formatMoment(lastUsedAt, now.value), lastNetwork ?? ''),
          ].join(' · ')}
        </span>
        <span class="mute">{scopes.join(', ')}</span>
        {origins.length > 0 && <span class="mute">{t.tokens.usedBy(origins.join(', '))}</span>}
      </div>
      <Button kind="quiet" class="small" aria-label={t.tokens.revokeOf(name)} onClick={() => setAsking(true)}>
        {t.tokens.revoke}
      </Button>
      {asking && (
        <ConfirmDialog
          title={t.tokens.revokeTitle(name)}
          lead={t.tokens.revokeLead}
          confirm={t.tokens.revoke}
          onConfirm={() => void revokeApiToken(id).catch((error) => tellError(name, error))}
          onClose={() => setAsking(false)}
        />
      )}
    </li>
  )
}
