import { MailWarning } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { api } from '../api/endpoints.ts'
import { me } from '../models/session.ts'
import { tell, tellError } from '../models/toasts.ts'
import { t } from '../texts/index.ts'
import { Button } from '../ui/button.tsx'

/** Asks whoever has not confirmed their address to do so, and sends the link again. */
export function ConfirmBanner() {
  return (
    <div class="banner" role="status">
      <MailWarning size={15} aria-hidden="true" />
      <span>{t.confirmAddress.lead(me.value?.email ?? '')}</span>
      <ResendButton />
    </div>
  )
}

/** Mails the link that confirms the person's address again. */
export function ResendButton() {
  const [sending, setSending] = useState(false)
  const email = me.value?.email ?? ''
  const send = async () => {
    setSending(true)
    try {
      await api.resendVerification()
      tell(t.confirmAddress.sent(email))
    } catch (error) {
      tellError(t.confirmAddress.failed, error)
    } finally {
      setSending(false)
    }
  }
  return (
    <Button class="small" disabled={sending} onClick={() => void send()}>
      {t.confirmAddress.again}
    </Button>
  )
}
