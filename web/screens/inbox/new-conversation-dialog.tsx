import { useState } from 'preact/hooks'
import type { Person } from '../../../worker/contract/conversation.ts'
import { api } from '../../api/endpoints.ts'
import { channels } from '../../models/channels.ts'
import { putConversation } from '../../models/conversations.ts'
import { placeInList } from '../../models/inbox.ts'
import { newClientMessageId } from '../../models/outbox.ts'
import { showPhone } from '../../models/person.ts'
import { type ParsedPhone, parsePhone } from '../../models/phone.ts'
import { go } from '../../models/place.ts'
import { templateComponents } from '../../models/template.ts'
import { t } from '../../texts/composer.ts'
import { inSentence } from '../../texts/direction.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { FormError } from '../form-error.tsx'
import { type ChosenTemplate, TemplatePicker } from './composer/template-picker.tsx'

interface Addressee {
  phone: ParsedPhone
  name: string
  channelId: string
}

/**
 * Number, then channel, then template: the first message to somebody is always a template.
 *
 * @param person Who is written to, where that is known already.
 */
export function NewConversationDialog({ person, onClose }: { person?: Person; onClose: () => void }) {
  const [to, setTo] = useState<Addressee | null>(null)
  return (
    <Dialog title={t.newConversation.title} onClose={onClose} wide={to !== null}>
      {to ? (
        <FirstMessage to={to} onBack={() => setTo(null)} onClose={onClose} />
      ) : (
        <WhoTo person={person} onNext={setTo} />
      )}
    </Dialog>
  )
}

function WhoTo({ person, onNext }: { person: Person | undefined; onNext: (to: Addressee) => void }) {
  const numbers = (channels.value.value ?? []).filter((channel) => channel.state !== 'disconnected')
  const [input, setInput] = useState(person?.phone ?? '')
  const [name, setName] = useState(person?.name ?? '')
  const [channelId, setChannelId] = useState(numbers[0]?.id ?? '')
  const [tried, setTried] = useState(false)
  const phone = parsePhone(input)
  if (numbers.length === 0) return <p class="dialog-body">{t.newConversation.noChannels}</p>
  return (
    <form
      class="dialog-body"
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (phone) onNext({ phone, name: name.trim(), channelId })
      }}
    >
      <TextField
        label={t.newConversation.phone}
        hint={phone ? t.newConversation.phoneOk(phone.formatted, phone.country) : t.newConversation.phoneHint}
        problem={tried && !phone ? t.newConversation.phoneInvalid : undefined}
        type="tel"
        autoComplete="off"
        autoFocus
        value={input}
        onValue={setInput}
      />
      <TextField
        label={t.newConversation.name}
        optional
        autoComplete="off"
        maxLength={120}
        value={name}
        onValue={setName}
      />
      <SelectField
        label={t.newConversation.channel}
        value={channelId}
        onValue={setChannelId}
        options={numbers.map((channel) => ({
          value: channel.id,
          label: `${inSentence(channel.name)} · ${showPhone(`+${channel.displayPhoneNumber.replace(/\D/g, '')}`)}`,
        }))}
      />
      <p class="mute">{t.newConversation.why}</p>
      <div class="dialog-actions">
        <Button type="submit" kind="primary">
          {t.newConversation.next}
        </Button>
      </div>
    </form>
  )
}

interface FirstMessageProps {
  to: Addressee
  onBack: () => void
  onClose: () => void
}

function FirstMessage({ to, onBack, onClose }: FirstMessageProps) {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  // The same id for every try, so that a try whose answer was lost is not a second message.
  const [clientMessageId] = useState(newClientMessageId)
  const start = async ({ template, values }: ChosenTemplate) => {
    setBusy(true)
    setError(null)
    try {
      const components = templateComponents(template, values)
      const { conversation } = await api.startConversation({
        channelId: to.channelId,
        phone: to.phone.e164,
        ...(to.name && { name: to.name }),
        message: {
          clientMessageId,
          type: 'template',
          template: {
            name: template.name,
            language: { code: template.language },
            ...(components.length > 0 && { components }),
          },
        },
      })
      putConversation(conversation)
      placeInList(conversation.id)
      onClose()
      go(`/c/${conversation.id}`)
    } catch (failure) {
      setError(failure)
      setBusy(false)
    }
  }
  return (
    <>
      <p class="picker-to">
        <Button kind="quiet" class="small" onClick={onBack}>
          {t.common.back}
        </Button>
        <bdi>{to.name}</bdi> {to.phone.formatted}
      </p>
      {error !== null && (
        <div class="dialog-body">
          <FormError error={error} />
        </div>
      )}
      <TemplatePicker
        channelId={to.channelId}
        to={{ name: to.name || null, phone: to.phone.e164, conversationId: null }}
        busy={busy}
        onSend={(chosen) => void start(chosen)}
      />
    </>
  )
}
