import { ChevronDown } from 'lucide-preact'
import { currentView, viewAsked } from '../../models/views.ts'
import { t } from '../../texts/index.ts'
import { later } from '../../ui/later.tsx'
import { useAnchor } from '../../ui/menu.tsx'

const ViewsMenu = later(() => import('./verbs/views-menu.tsx').then((module) => module.ViewsMenu))
const RemoveViewDialog = later(() => import('./verbs/remove-view-dialog.tsx').then((module) => module.RemoveViewDialog))
const SaveViewDialog = later(() => import('./verbs/save-view-dialog.tsx').then((module) => module.SaveViewDialog))

/** The name of what the list shows; it opens the saved views. */
export function ListTitle() {
  const [anchor, toggle, close] = useAnchor()
  const current = currentView.value
  const asking = viewAsked.value
  const done = () => {
    viewAsked.value = null
  }
  return (
    <>
      <h2>
        <button
          id="views"
          type="button"
          class="view-title"
          aria-haspopup="menu"
          aria-expanded={anchor !== null}
          onClick={toggle}
        >
          <span class="view-name">{current?.saved.name ?? t.inbox.title}</span>
          {current?.isChanged && <span class="mute">{t.inbox.viewChanged}</span>}
          <ChevronDown size={15} aria-hidden="true" />
        </button>
      </h2>
      {anchor && <ViewsMenu anchor={anchor} onClose={close} />}
      {asking === 'save' && <SaveViewDialog onClose={done} />}
      {asking === 'remove' && current && <RemoveViewDialog view={current.saved} onClose={done} />}
    </>
  )
}
