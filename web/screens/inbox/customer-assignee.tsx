import type { Signal } from '@preact/signals'
import type { Conversation } from '../../../worker/contract/conversation.ts'
import { assign } from '../../models/actions.ts'
import { can } from '../../models/session.ts'
import { memberName, teamName } from '../../models/team.ts'
import { t } from '../../texts/contacts.ts'
import { later } from '../../ui/later.tsx'
import { useAnchor } from '../../ui/menu.tsx'

const AssignMenu = later(() => import('./assign-menu.tsx').then((module) => module.AssignMenu))

/** Who has the conversation, and which team; whoever may gives it to another one here. */
export function CustomerAssignee({ conversation }: { conversation: Signal<Conversation> }) {
  const [anchor, toggle, close] = useAnchor()
  const { id, assigneeId, teamId } = conversation.value
  const who = [assigneeId && memberName(assigneeId), teamId && teamName(teamId)].filter(Boolean)
  const words = who.length === 0 ? t.customer.nobody : who.join(' · ')
  if (!can('assign')) return <>{words}</>
  return (
    <>
      <button
        type="button"
        class="link-btn"
        aria-label={t.customer.reassign(words)}
        aria-haspopup="dialog"
        aria-expanded={anchor !== null}
        onClick={toggle}
      >
        {words}
      </button>
      {anchor && (
        <AssignMenu
          anchor={anchor}
          assigneeId={assigneeId}
          teamId={teamId}
          onChoose={(to) => void assign(id, to)}
          onClose={close}
        />
      )}
    </>
  )
}
