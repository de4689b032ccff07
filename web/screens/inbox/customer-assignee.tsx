import type { Signal } from '@preact/signals'
import type { Conversation } from '../../../worker/contract/conversation.ts'
import { can } from '../../models/session.ts'
import { memberName, teamName } from '../../models/team.ts'
import { t } from '../../texts/contacts.ts'
import { useAnchor } from '../../ui/menu.tsx'
import { ReassignMenu } from './reassign-menu.tsx'

/** Who has the conversation, and which team; whoever may gives it to another one here. */
export function CustomerAssignee({ conversation }: { conversation: Signal<Conversation> }) {
  const [anchor, toggle, close] = useAnchor()
  const { assigneeId, teamId } = conversation.value
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
      {anchor && <ReassignMenu conversation={conversation} anchor={anchor} onClose={close} />}
    </>
  )
}
