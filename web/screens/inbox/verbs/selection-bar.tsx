import type { LucideIcon } from 'lucide-preact'
import { AlarmClock, Check, MailOpen, RotateCcw, Signal, Tag, UserPlus, X } from 'lucide-preact'
import { useState } from 'preact/hooks'
import type { BulkAction } from '../../../../worker/contract/bulk.ts'
import type { Operation } from '../../../../worker/contract/role-table.ts'
import { changeMany } from '../../../models/bulk.ts'
import { conversationSignal } from '../../../models/conversations.ts'
import { list } from '../../../models/inbox.ts'
import { clearSelection, selection, selectionButton } from '../../../models/selection.ts'
import { can } from '../../../models/session.ts'
import { t } from '../../../texts/desk.ts'
import { IconButton } from '../../../ui/button.tsx'
import { later } from '../../../ui/later.tsx'
import { AssignMenu } from '../assign-menu.tsx'
import { focusNear } from '../list-cursor.ts'
import { PriorityMenu } from './priority-menu.tsx'
import { SnoozeMenu } from './snooze-menu.tsx'

const LabelPicker = later(() => import('../../labels/label-picker.tsx').then((module) => module.LabelPicker))

type Menu = 'assign' | 'snooze' | 'label' | 'priority'

/** What can be done to the ticked conversations. */
export function SelectionBar() {
  const [open, setOpen] = useState<{ menu: Menu; anchor: HTMLElement; ids: string[] } | null>(null)
  const ids = [...selection.value]
  const close = () => setOpen(null)
  const act = (action: BulkAction) => change(ids, action)
  const menuButton = (menu: Menu, operation: Operation, Icon: LucideIcon) =>
    can(operation) && (
      <IconButton
        id={selectionButton(menu)}
        label={t.bulk.actions[menu]}
        aria-haspopup="menu"
        aria-expanded={open?.menu === menu}
        onClick={(event) => setOpen(open ? null : { menu, anchor: event.currentTarget, ids })}
      >
        <Icon size={16} aria-hidden="true" />
      </IconButton>
    )
  const actButton = (type: 'read' | 'close' | 'reopen', operation: Operation, Icon: LucideIcon) =>
    can(operation) && (
      <IconButton
        id={selectionButton(type === 'read' ? type : 'close')}
        label={t.bulk.actions[type]}
        onClick={() => act({ type })}
      >
        <Icon size={16} aria-hidden="true" />
      </IconButton>
    )
  return (
    <div class="selection-bar" role="toolbar" aria-label={t.bulk.label}>
      <strong aria-live="polite">{t.bulk.selected(ids.length)}</strong>
      <span class="grow" />
      {menuButton('assign', 'assign', UserPlus)}
      {menuButton('label', 'label', Tag)}
      {menuButton('snooze', 'snooze', AlarmClock)}
      {menuButton('priority', 'setPriority', Signal)}
      {actButton('read', 'markRead', MailOpen)}
      {ids.some(isClosed) ? actButton('reopen', 'close', RotateCcw) : actButton('close', 'close', Check)}
      <IconButton label={t.bulk.clear} onClick={() => letGo(ids)}>
        <X size={16} aria-hidden="true" />
      </IconButton>
      {open?.menu === 'assign' && (
        <AssignMenu
          anchor={open.anchor}
          assigneeId={undefined}
          teamId={undefined}
          onChoose={(to) => act({ type: 'assign', ...to })}
          onClose={close}
        />
      )}
      {open?.menu === 'snooze' && (
        <SnoozeMenu anchor={open.anchor} onSnooze={(until) => act({ type: 'snooze', until })} onClose={close} />
      )}
      {open?.menu === 'priority' && (
        <PriorityMenu
          anchor={open.anchor}
          chosen={null}
          onChoose={(priority) => act({ type: 'priority', priority })}
          onClose={close}
        />
      )}
      {open?.menu === 'label' && (
        <LabelPicker
          anchor={open.anchor}
          title={t.bulk.actions.label}
          chosen={labelsOfAll(open.ids)}
          onDone={(chosen) => relabel(open.ids, chosen)}
          onClose={close}
        />
      )}
    </div>
  )
}

const isClosed = (id: string) => conversationSignal(id)?.value.status === 'closed'

/** The labels that every one of them has: what is ticked is put on all, what is taken off comes off all. */
function labelsOfAll(ids: readonly string[]): string[] {
  const [first = [], ...others] = ids.map((id) => conversationSignal(id)?.peek().labelIds ?? [])
  return first.filter((labelId) => others.every((labelIds) => labelIds.includes(labelId)))
}

function relabel(ids: string[], chosen: string[]): void {
  const before = labelsOfAll(ids)
  const add = chosen.filter((id) => !before.includes(id))
  const remove = before.filter((id) => !chosen.includes(id))
  change(ids, { type: 'label', add, remove })
}

/** What is done to them lets them go. */
function change(ids: string[], action: BulkAction): void {
  letGo(ids, () => void changeMany(ids, action))
}

/** The bar goes away with the selection; the focus returns to where one was ticking. */
function letGo(ids: readonly string[], run = () => {}): void {
  const before = list.peek().ids
  run()
  const last = ids.at(-1)
  if (last !== undefined) focusNear(last, before)
  clearSelection()
}
