import { Crown, EllipsisVertical, UserMinus } from 'lucide-preact'
import { useState } from 'preact/hooks'
import type { Member } from '../../../worker/contract/team.ts'
import { giveOwnership, removeMember } from '../../models/manage-team.ts'
import { can } from '../../models/session.ts'
import { tellError } from '../../models/toasts.ts'
import { t } from '../../texts/tenancy.ts'
import { IconButton } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import { Popover, useAnchor } from '../../ui/menu.tsx'

/** What is seldom done to a colleague, behind a button: both ask first, by name. */
export function MemberVerbs({ member }: { member: Member }) {
  const [anchor, toggle, close] = useAnchor()
  const [asking, setAsking] = useState<'remove' | 'transfer' | null>(null)
  const mayGive = can('transferOwnership') && member.active && member.role !== 'owner'
  const ask = (what: 'remove' | 'transfer') => {
    close()
    setAsking(what)
  }
  const run = (verb: (id: string) => Promise<void>) =>
    void verb(member.id).catch((error) => tellError(member.name, error))
  return (
    <>
      <IconButton
        label={t.tenancy.more(member.name)}
        onClick={toggle}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
      >
        <EllipsisVertical size={16} aria-hidden="true" />
      </IconButton>
      {anchor && (
        <Popover anchor={anchor} onClose={close} label={t.tenancy.more(member.name)}>
          {mayGive && (
            <button type="button" role="menuitem" onClick={() => ask('transfer')}>
              <Crown size={15} aria-hidden="true" />
              {t.tenancy.transfer}
            </button>
          )}
          <button type="button" role="menuitem" onClick={() => ask('remove')}>
            <UserMinus size={15} aria-hidden="true" />
            {t.tenancy.remove}
          </button>
        </Popover>
      )}
      {asking === 'transfer' && (
        <ConfirmDialog
          title={t.tenancy.transferTitle(member.name)}
          lead={t.tenancy.transferLead(member.name)}
          confirm={t.tenancy.transfer}
          onConfirm={() => run(giveOwnership)}
          onClose={() => setAsking(null)}
        />
      )}
      {asking === 'remove' && (
        <ConfirmDialog
          title={t.tenancy.removeTitle(member.name)}
          lead={t.tenancy.removeLead}
          confirm={t.tenancy.remove}
          onConfirm={() => run(removeMember)}
          onClose={() => setAsking(null)}
        />
      )}
    </>
  )
}
