import { leaveOrganization } from '../../models/organizations.ts'
import { me } from '../../models/session.ts'
import { tellError } from '../../models/toasts.ts'
import { t } from '../../texts/tenancy.ts'
import { ConfirmDialog } from '../../ui/dialog.tsx'

/** Asks before somebody leaves for good; the last owner is told why they cannot. */
export function LeaveDialog({ onClose }: { onClose: () => void }) {
  const name = me.value?.tenant.name ?? ''
  return (
    <ConfirmDialog
      title={t.tenancy.leaveTitle(name)}
      lead={t.tenancy.leaveLead}
      confirm={t.tenancy.leave}
      onConfirm={() => void leaveOrganization().catch((error) => tellError(t.tenancy.leave, error))}
      onClose={onClose}
    />
  )
}
