import type { View } from '../../../../worker/contract/view.ts'
import { tellError } from '../../../models/toasts.ts'
import { removeView } from '../../../models/views.ts'
import { t } from '../../../texts/desk.ts'
import { ConfirmDialog } from '../../../ui/dialog.tsx'

export function RemoveViewDialog({ view, onClose }: { view: View; onClose: () => void }) {
  return (
    <ConfirmDialog
      title={t.views.removeTitle(view.name)}
      lead={t.views.removeLead}
      confirm={t.common.remove}
      onConfirm={() => void removeView(view.id).catch((error: unknown) => tellError(t.views.removeFailed, error))}
      onClose={onClose}
    />
  )
}
