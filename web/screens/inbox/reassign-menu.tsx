import type { Signal } from '@preact/signals'
import type { Conversation } from '../../../worker/contract/conversation.ts'
import { assign } from '../../models/actions.ts'
import { later } from '../../ui/later.tsx'

const AssignMenu = later(() => import('./assign-menu.tsx').then((module) => module.AssignMenu))

interface ReassignMenuProps {
  conversation: Signal<Conversation>
  anchor: HTMLElement
  onClose: () => void
}

/** Gives one conversation to somebody else, or to a team. */
export function ReassignMenu({ conversation, anchor, onClose }: ReassignMenuProps) {
  const { id, assigneeId, teamId } = conversation.value
  return (
    <AssignMenu
      anchor={anchor}
      assigneeId={assigneeId}
      teamId={teamId}
      onChoose={(to) => void assign(id, to)}
      onClose={onClose}
    />
  )
}
