import { useState } from 'preact/hooks'
import type { Person } from '../../../../worker/contract/conversation.ts'
import type { NewMessage } from '../../../../worker/contract/new-message.ts'
import { newClientMessageId, send } from '../../../models/outbox.ts'
import { fillTemplate, templateComponents } from '../../../models/template.ts'
import { t } from '../../../texts/composer.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { ScheduleDialog } from './schedule-dialog.tsx'
import { type ChosenTemplate, TemplatePicker } from './template-picker.tsx'

interface TemplateDialogProps {
  conversationId: string
  channelId: string
  contact: Person
  onClose: () => void
}

/** Chooses a template and sends it in an open conversation, now or later. */
export function TemplateDialog({ conversationId, channelId, contact, onClose }: TemplateDialogProps) {
  const [sent, setSent] = useState(false)
  const [waits, setWaits] = useState<NewMessage | null>(null)
  const sendTemplate = (chosen: ChosenTemplate) => {
    if (sent) return
    setSent(true)
    const { template, values } = chosen
    const { header, body, footer, buttons } = fillTemplate(template, values)
    const preview = { header, body, footer, buttons }
    const message = messageOf(chosen)
    send(conversationId, message, { content: { template: { ...message.template, preview } } })
    onClose()
  }
  return (
    <Dialog title={t.templates.title} onClose={onClose} wide>
      <TemplatePicker
        channelId={channelId}
        searchFirst
        to={{ ...contact, conversationId }}
        onSend={sendTemplate}
        onLater={(chosen) => setWaits(messageOf(chosen))}
      />
      {waits && (
        <ScheduleDialog
          conversationId={conversationId}
          scheduled={null}
          template={waits}
          onDone={onClose}
          onClose={() => setWaits(null)}
        />
      )}
    </Dialog>
  )
}

function messageOf({ template, values }: ChosenTemplate) {
  const components = templateComponents(template, values)
  return {
    clientMessageId: newClientMessageId(),
    type: 'template' as const,
    template: {
      name: template.name,
      language: { code: template.language },
      ...(components.length > 0 && { components }),
    },
  }
}
