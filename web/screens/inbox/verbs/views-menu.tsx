import { Check, Inbox, Link2, Save, Trash2, Users } from 'lucide-preact'
import { useEffect } from 'preact/hooks'
import { changeView, view } from '../../../models/inbox.ts'
import { initialView } from '../../../models/list-view.ts'
import { can } from '../../../models/session.ts'
import { tell, tellError } from '../../../models/toasts.ts'
import { currentView, openView, readViewCounts, updateView, viewCounts, views } from '../../../models/views.ts'
import { t } from '../../../texts/desk.ts'
import { formatNumber } from '../../../texts/format.ts'
import { Popover } from '../../../ui/menu.tsx'

interface ViewsMenuProps {
  anchor: HTMLElement
  onSave: () => void
  onRemove: () => void
  onClose: () => void
}

/** The saved views with their counts, and what can be done with the one that is open. */
export function ViewsMenu({ anchor, onSave, onRemove, onClose }: ViewsMenuProps) {
  useEffect(() => void readViewCounts(), [])
  const current = currentView.value
  const mayChange = current && (current.saved.shared ? can('shareViews') : true)
  const then = (run: () => void) => () => {
    onClose()
    run()
  }
  return (
    <Popover anchor={anchor} onClose={onClose} label={t.views.title} class="views-menu">
      <button
        type="button"
        role="menuitemradio"
        aria-checked={view.value.viewId === null}
        onClick={then(() => changeView(initialView))}
      >
        <Inbox size={15} aria-hidden="true" />
        <span class="grow">{t.inbox.title}</span>
        {view.value.viewId === null && <Check size={15} aria-hidden="true" />}
      </button>
      {views.value.value?.map((saved) => (
        <button
          key={saved.id}
          type="button"
          role="menuitemradio"
          aria-checked={saved.id === view.value.viewId}
          onClick={then(() => openView(saved))}
        >
          <span class="grow">{saved.name}</span>
          {saved.shared && (
            <span title={t.views.shared}>
              <Users size={13} aria-hidden="true" />
              <span class="sr-only">{t.views.shared}</span>
            </span>
          )}
          <span class="hint">{countText(viewCounts.value.get(saved.id))}</span>
          {saved.id === view.value.viewId && <Check size={15} aria-hidden="true" />}
        </button>
      ))}
      <hr />
      <button type="button" role="menuitem" onClick={then(onSave)}>
        <Save size={15} aria-hidden="true" />
        {t.views.save}
      </button>
      {current?.isChanged && mayChange && (
        <button
          type="button"
          role="menuitem"
          onClick={then(() => {
            updateView(current.saved.id).then(
              () => tell(t.views.updated(current.saved.name)),
              (error: unknown) => tellError(t.views.failed, error),
            )
          })}
        >
          <Check size={15} aria-hidden="true" />
          {t.views.update(current.saved.name)}
        </button>
      )}
      <button
        type="button"
        role="menuitem"
        onClick={then(() => {
          navigator.clipboard.writeText(location.href).then(
            () => tell(t.views.linkCopied),
            (error: unknown) => tellError(t.views.failed, error),
          )
        })}
      >
        <Link2 size={15} aria-hidden="true" />
        {t.views.copyLink}
      </button>
      {current && mayChange && (
        <button type="button" role="menuitem" onClick={then(onRemove)}>
          <Trash2 size={15} aria-hidden="true" />
          {t.views.remove}
        </button>
      )}
    </Popover>
  )
}

const countedMax = 100

function countText(count: number | undefined): string {
  if (count === undefined) return ''
  return count >= countedMax ? t.views.many(formatNumber(countedMax)) : formatNumber(count)
}
