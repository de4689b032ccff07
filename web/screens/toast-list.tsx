import { CircleAlert, CircleCheck, X } from 'lucide-preact'
import { useLocation } from 'preact-iso'
import { dismissToast, type Toast, toasts } from '../models/toasts.ts'
import { t } from '../texts/index.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { RequestId } from '../ui/states.tsx'

/** Below on every screen but that of a conversation, where one is writing there. */
export function Toasts() {
  const { path } = useLocation()
  return (
    <div class={`toasts ${path.startsWith('/c/') ? 'above' : ''}`} role="status" aria-live="polite">
      {toasts.value.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </div>
  )
}

function ToastCard({ toast }: { toast: Toast }) {
  const Icon = toast.kind === 'error' ? CircleAlert : CircleCheck
  return (
    <div class={`toast ${toast.kind}`}>
      <Icon size={16} aria-hidden="true" />
      <div class="grow">
        <strong>{toast.title}</strong>
        {toast.detail && <p>{toast.detail}</p>}
        <RequestId id={toast.requestId} />
      </div>
      {toast.action && (
        <Button
          class="small"
          onClick={() => {
            toast.action?.run()
            dismissToast(toast.id)
          }}
        >
          {toast.action.label}
        </Button>
      )}
      <IconButton class="small" label={t.common.dismiss} onClick={() => dismissToast(toast.id)}>
        <X size={14} aria-hidden="true" />
      </IconButton>
    </div>
  )
}
