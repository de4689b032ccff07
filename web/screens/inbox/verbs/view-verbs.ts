import { can } from '../../../models/session.ts'
import { tell, tellError } from '../../../models/toasts.ts'
import { currentView, updateView, viewAsked } from '../../../models/views.ts'
import { t } from '../../../texts/desk.ts'

/** Whether a saved view is shown that the person may change: their own, or a shared one if their role allows it. */
export function mayChangeView(): boolean {
  const current = currentView.value
  return current !== null && (!current.saved.shared || can('shareViews'))
}

/** The shown view becomes what the list shows now. */
export function updateShownView(): void {
  const current = currentView.peek()
  if (!current) return
  updateView(current.saved.id).then(
    () => tell(t.views.updated(current.saved.name)),
    (error: unknown) => tellError(t.views.failed, error),
  )
}

export function copyViewLink(): void {
  navigator.clipboard.writeText(location.href).then(
    () => tell(t.views.linkCopied),
    (error: unknown) => tellError(t.views.failed, error),
  )
}

export const askSaveView = (): void => {
  viewAsked.value = 'save'
}
export const askRemoveView = (): void => {
  viewAsked.value = 'remove'
}
