import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api } from '../../api/endpoints.ts'
import { channels } from '../../models/channels.ts'
import { conversationSignal, keepRead } from '../../models/conversations.ts'
import { personName, showPhone } from '../../models/person.ts'
import { tellError } from '../../models/toasts.ts'
import { t } from '../../texts/tenancy.ts'
import { CopyField } from '../../ui/copy-field.tsx'

/** The number to write to, and the first conversation when it has come. */
export function TestStep({ conversationId }: { conversationId: string | null }) {
  const number = channels.value.value?.[0]?.displayPhoneNumber
  if (conversationId !== null) return <Arrived id={conversationId} />
  if (!number) return <p class="mute">{t.welcome.testNoNumber}</p>
  const digits = number.replace(/\D/g, '')
  return (
    <div class="narrow-form">
      <CopyField label={t.welcome.number} value={showPhone(`+${digits}`)} />
      <p>
        <a href={`https://wa.me/${digits}`} target="_blank" rel="noreferrer">
          {t.welcome.openWhatsApp}
        </a>
      </p>
      <p class="mute" role="status">
        {t.welcome.waiting}
      </p>
    </div>
  )
}

function Arrived({ id }: { id: string }) {
  const isRead = useSignal(false)
  useEffect(() => {
    keepRead(() => api.readConversations([id]))
      .then(() => {
        isRead.value = true
      })
      .catch((error) => tellError(t.welcome.steps.test, error))
  }, [id])
  const conversation = isRead.value ? conversationSignal(id)?.value : undefined
  return (
    <div class="narrow-form">
      <p role="status">
        {t.welcome.arrived}{' '}
        {conversation && (
          <strong>
            <bdi>{personName(conversation.contact)}</bdi>
          </strong>
        )}
        {conversation?.preview?.text && `: ${conversation.preview.text}`}
      </p>
      <p>
        <a class="btn primary" href={`/c/${id}`}>
          {t.welcome.answer}
        </a>
      </p>
    </div>
  )
}
