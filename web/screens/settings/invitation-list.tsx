import { useState } from 'preact/hooks'
import type { Invitation } from '../../../worker/contract/team.ts'
import { now } from '../../models/clock.ts'
import { invitations, resendInvitation, withdrawInvitation } from '../../models/manage-team.ts'
import { tell, tellError } from '../../models/toasts.ts'
import { formatDate } from '../../texts/format.ts'
import { t } from '../../texts/settings.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/dialog.tsx'

export function InvitationList() {
  const open = (invitations.value.value ?? []).filter((invitation) => invitation.acceptedAt === null)
  return (
    <section class="card flush" aria-label={t.team.invitations}>
      <h2 class="card-title">{t.team.invitations}</h2>
      {open.length === 0 && <p class="mute card-empty">{t.team.noInvitations}</p>}
      <ul class="people">
        {open.map((invitation) => (
          <InvitationRow key={invitation.id} invitation={invitation} />
        ))}
      </ul>
    </section>
  )
}

function InvitationRow({ invitation }: { invitation: Invitation }) {
  const [asking, setAsking] = useState(false)
  const [sending, setSending] = useState(false)
  const resend = async () => {
    setSending(true)
    try {
      await resendInvitation(invitation.id)
      tell(t.team.resent(invitation.email))
    } catch (error) {
      tellError(invitation.email, error)
    } finally {
      setSending(false)
    }
  }
  const isOver = Date.parse(invitation.expiresAt) < now.value
  const withdraw = async () => {
    try {
      await withdrawInvitation(invitation.id)
    } catch (error) {
      tellError(invitation.email, error)
    }
  }
  return (
    <li data-of={invitation.email}>
      <div class="person">
        <strong>{invitation.email}</strong>
        <span class="mute">
          {isOver ? t.team.expired : t.team.expires(formatDate(invitation.expiresAt, now.value))}
        </span>
      </div>
      <span class="tag">{t.roles[invitation.role]}</span>
      <Button class="small" disabled={sending} onClick={() => void resend()}>
        {t.team.resend}
      </Button>
      <Button kind="quiet" class="small" onClick={() => setAsking(true)}>
        {t.team.withdraw}
      </Button>
      {asking && (
        <ConfirmDialog
          title={t.team.withdrawTitle(invitation.email)}
          lead={t.team.withdrawLead}
          confirm={t.team.withdraw}
          onConfirm={() => void withdraw()}
          onClose={() => setAsking(false)}
        />
      )}
    </li>
  )
}
