import type { Signal } from '@preact/signals'
import { AlarmClock, Ellipsis, Tag } from 'lucide-preact'
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import type { Conversation } from '../../../../worker/contract/conversation.ts'
import type { Operation } from '../../../../worker/contract/role-table.ts'
import { reopenConversation, setLabels } from '../../../models/actions.ts'
import { can } from '../../../models/session.ts'
import { t } from '../../../texts/index.ts'
import { IconButton } from '../../../ui/button.tsx'
import { later } from '../../../ui/later.tsx'
import { Popover } from '../../../ui/menu.tsx'
import { PriorityMark } from './priority-mark.tsx'

const LabelPicker = later(() => import('../../labels/label-picker.tsx').then((module) => module.LabelPicker))
const SnoozeMenu = later(() => import('./snooze-menu.tsx').then((module) => module.SnoozeMenu))
const PriorityMenu = later(() => import('./priority-menu.tsx').then((module) => module.PriorityMenu))
/** Only what is done needs the code that does it. */
const change = async (...args: Parameters<typeof import('../../../models/bulk.ts').changeMany>) =>
  (await import('../../../models/bulk.ts')).changeMany(...args)

/** Where their buttons have no room a key opens the menus too. */
const beside = (button: HTMLElement): HTMLElement =>
  (button.getClientRects().length === 0 && button.parentElement?.querySelector<HTMLElement>('.verb-more')) || button

type Menu = 'label' | 'priority' | 'snooze' | 'more'

/** Labels, priority and snooze of the open conversation; where there is no room, behind one button. */
export function VerbButtons({ conversation }: { conversation: Signal<Conversation> }) {
  const [open, setOpen] = useState<{ menu: Menu; anchor: HTMLElement } | null>(null)
  const { id, status, labelIds, priority } = conversation.value
  const close = () => setOpen(null)
  const verbs: { menu: Menu; operation: Operation; label: string; mark: ComponentChildren }[] = [
    { menu: 'label', operation: 'label', label: t.labels.title, mark: <Tag size={16} aria-hidden="true" /> },
    {
      ...{ menu: 'priority', operation: 'setPriority', label: t.priority.of(t.priority.names[priority]) },
      mark: <PriorityMark priority={priority} />,
    },
    { menu: 'snooze', operation: 'snooze', label: t.thread.snooze, mark: <AlarmClock size={16} aria-hidden="true" /> },
  ]
  const allowed = verbs.filter(({ menu, operation }) => can(operation) && (menu !== 'snooze' || status !== 'closed'))
  const shown = open && { anchor: open.anchor, onClose: close }
  return (
    <>
      {allowed.map(({ menu, label, mark }) => (
        <IconButton
          key={menu}
          id={menu}
          class={`verb ${menu === 'snooze' && status === 'snoozed' ? 'on' : ''}`}
          label={label}
          aria-haspopup={menu === 'priority' ? 'menu' : 'dialog'}
          aria-expanded={open?.menu === menu}
          onClick={(event) => setOpen(open ? null : { menu, anchor: beside(event.currentTarget) })}
        >
          {mark}
        </IconButton>
      ))}
      {allowed.length > 0 && (
        <IconButton
          class="verb-more"
          label={t.common.more}
          aria-haspopup="menu"
          aria-expanded={open?.menu === 'more'}
          onClick={(event) => setOpen(open ? null : { menu: 'more', anchor: event.currentTarget })}
        >
          <Ellipsis size={17} aria-hidden="true" />
        </IconButton>
      )}
      {shown && open.menu === 'more' && (
        <Popover {...shown} label={t.common.more}>
          {allowed.map(({ menu, label, mark }) => (
            <button key={menu} type="button" role="menuitem" onClick={() => setOpen({ ...open, menu })}>
              {mark}
              <span class="grow">{label}</span>
            </button>
          ))}
        </Popover>
      )}
      {shown && open.menu === 'label' && (
        <LabelPicker
          {...shown}
          title={t.labels.title}
          chosen={labelIds}
          conversationId={id}
          onDone={(chosen) => void setLabels(id, chosen)}
        />
      )}
      {shown && open.menu === 'priority' && (
        <PriorityMenu
          {...shown}
          chosen={priority}
          onChoose={(chosen) => void change([id], { type: 'priority', priority: chosen })}
        />
      )}
      {shown && open.menu === 'snooze' && (
        <SnoozeMenu
          {...shown}
          onWake={status === 'snoozed' ? () => void reopenConversation(id) : undefined}
          onSnooze={(until) => void change([id], { type: 'snooze', until })}
        />
      )}
    </>
  )
}
