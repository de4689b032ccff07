import { UserPlus } from 'lucide-preact'
import { useEffect, useState } from 'preact/hooks'
import { readInvitations } from '../../models/manage-team.ts'
import { can } from '../../models/session.ts'
import { members, readMembers } from '../../models/team.ts'
import { reasonOf, requestIdOf } from '../../models/toasts.ts'
import { t } from '../../texts/settings.ts'
import { Button } from '../../ui/button.tsx'
import { Failed } from '../../ui/states.tsx'
import { CardBones } from './channels-screen.tsx'
import { InvitationList } from './invitation-list.tsx'
import { InviteDialog } from './invite-dialog.tsx'
import { MemberTable } from './member-table.tsx'
import { OrganizationCard } from './organization-card.tsx'
import { Page } from './page.tsx'

export function TeamScreen() {
  const [inviting, setInviting] = useState(false)
  const { state, value, error } = members.value
  const mayInvite = can('inviteMembers')
  useEffect(() => {
    void readMembers()
    void readInvitations()
  }, [])
  const invite = (
    <Button id="invite" kind="primary" onClick={() => setInviting(true)}>
      <UserPlus size={15} aria-hidden="true" />
      {t.team.invite}
    </Button>
  )
  return (
    <Page title={t.team.title} lead={t.team.lead} action={mayInvite && invite}>
      {state === 'failed' && !value && (
        <Failed reason={reasonOf(error)} requestId={requestIdOf(error)} onRetry={() => void readMembers()} />
      )}
      {state === 'loading' && !value && <CardBones />}
      {value && !can('manageMembers') && <p class="mute">{t.team.readOnly}</p>}
      {value && <MemberTable members={value} />}
      {mayInvite && <InvitationList />}
      {can('manageTenant') && <OrganizationCard />}
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </Page>
  )
}
