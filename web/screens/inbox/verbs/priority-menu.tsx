import { Check } from 'lucide-preact'
import { type Priority, priorities } from '../../../../worker/contract/priorities.ts'
import { t } from '../../../texts/index.ts'
import { Popover } from '../../../ui/menu.tsx'
import { PriorityMark } from './priority-mark.tsx'

interface PriorityMenuProps {
  anchor: HTMLElement
  chosen: Priority | null
  onChoose: (priority: Priority) => void
  onClose: () => void
}

export function PriorityMenu({ anchor, chosen, onChoose, onClose }: PriorityMenuProps) {
  return (
    <Popover anchor={anchor} onClose={onClose} label={t.priority.title}>
      {priorities.toReversed().map((priority) => (
        <button
          key={priority}
          type="button"
          role="menuitemradio"
          aria-checked={priority === chosen}
          onClick={() => {
            onClose()
            if (priority !== chosen) onChoose(priority)
          }}
        >
          <PriorityMark priority={priority} />
          <span class="grow">{t.priority.names[priority]}</span>
          {priority === chosen && <Check size={15} aria-hidden="true" />}
        </button>
      ))}
    </Popover>
  )
}
