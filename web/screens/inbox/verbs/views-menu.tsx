import { Check, Inbox, Link2, Save, Trash2, Users } from 'lucide-preact'
import { useEffect } from 'preact/hooks'
import { changeView, view } from '../../../models/inbox.ts'
import { initialView } from '../../../models/list-view.ts'
import { currentView, openView, readViewCounts, viewCounts, views } from '../../../models/views.ts'
import { t } from '../../../texts/desk.ts'
import { formatNumber } from '../../../texts/format.ts'
import { Popover } from '../../../ui/menu.tsx'
import { askRemoveView, askSaveView, copyViewLink, mayChangeView, updateShownView } from './view-verbs.ts'

interface ViewsMenuProps {
  anchor: HTMLElement
  onClose: () => void
}

/** The saved views with their counts, and what can be done with the one that is open. */
export function ViewsMenu({ anchor, onClose }: ViewsMenuProps) {
  useEffect(() => void readViewCounts(), [])
  const current = currentView.value
  const mayChange = mayChangeView()
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
      <button type="button" role="menuitem" onClick={then(askSaveView)}>
        <Save size={15} aria-hidden="true" />
        {t.views.save}
      </button>
      {current?.isChanged && mayChange && (
        <button type="button" role="menuitem" onClick={then(updateShownView)}>
          <Check size={15} aria-hidden="true" />
          {t.views.update(current.saved.name)}
        </button>
      )}
      <button type="button" role="menuitem" onClick={then(copyViewLink)}>
        <Link2 size={15} aria-hidden="true" />
        {t.views.copyLink}
      </button>
      {current && mayChange && (
        <button type="button" role="menuitem" onClick={then(askRemoveView)}>
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
