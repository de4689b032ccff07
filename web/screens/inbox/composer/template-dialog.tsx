import { useState } from 'preact/hooks'
import type { Person } from '../../../../worker/contract/conversation.ts'
import { newClientMessageId, send } from '../../../models/outbox.ts'
import { fillTemplate, templateComponents } from '../../../models/template.ts'
import { t } from '../../../texts/composer.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { type ChosenTemplate, TemplatePicker } from './template-picker.tsx'

interface TemplateDialogProps {
  conversationId: string
  channelId: string
  contact: Person
  onClose: () => void
}

/** Chooses a template and sends it in an open conversation. */
export function TemplateDialog({ conversationId, channelId, contact, onClose }: TemplateDialogProps) {
  const [sent, setSent] = useState(false)
  const sendTemplate = ({ template, values }: ChosenTemplate) => {
    if (sent) return
    setSent(true)
    const { header, body, footer, buttons } = fillTemplate(template, values)
    const language = { code: template.language }
    const components = templateComponents(template, values)
    send(
      conversationId,
      {
        clientMessageId: newClientMessageId(),
        type: 'template',
        template: { name: template.name, language, ...(components.length > 0 && { components }) },
      },
      {
        content: {
          template: { name: template.name, language, components, preview: { header, body, footer, buttons } },
        },
      },
    )
    onClose()
  }
  return (
    <Dialog title={t.templates.title} onClose={onClose} wide>
      <TemplatePicker channelId={channelId} contactName={contact.name} onSend={sendTemplate} />
    </Dialog>
  )
}
