import './builders.css'
import { useId, useState } from 'preact/hooks'
import type { NewMessage } from '../../../../worker/contract/new-message.ts'
import type { ScheduledMessage } from '../../../../worker/contract/scheduled.ts'
import { now } from '../../../models/clock.ts'
import { conversationSignal } from '../../../models/conversations.ts'
import { draftOf } from '../../../models/drafts.ts'
import { changeScheduled, schedule } from '../../../models/scheduled.ts'
import { suggestedTimes, toFieldTime } from '../../../models/send-times.ts'
import { isComplete } from '../../../models/template.ts'
import { t } from '../../../texts/composer.ts'
import { formatDay, formatTime } from '../../../texts/format.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { AreaField } from '../../../ui/field.tsx'
import { useForm } from '../../../ui/use-form.ts'
import { FormError } from '../../form-error.tsx'
import { useFilledTemplate, valueChanges } from './filled-template.ts'
import { draftMessages, replyMax, scheduleDraft } from './send-draft.ts'
import { TemplateFields } from './template-fields.tsx'

interface ScheduleDialogProps {
  conversationId: string
  /** What is changed; null schedules the draft. */
  scheduled: ScheduledMessage | null
  /** What is to wait in place of the draft. */
  template?: NewMessage
  /** In place of closing, once it waits. */
  onDone?: () => void
  onClose: () => void
}

/** When the draft is to be sent, or another time and other words or values for what waits already. */
export function ScheduleDialog({ conversationId, scheduled, template, onDone, onClose }: ScheduleDialogProps) {
  const conversation = conversationSignal(conversationId)?.value
  const isTemplate = template !== undefined || scheduled?.type === 'template'
  // WhatsApp takes a template at any time.
  const closesAt = isTemplate ? null : (conversation?.windowClosesAt ?? null)
  const [suggested] = useState(() => suggestedTimes(Date.now(), closesAt))
  const [value, setValue] = useState(() => toFieldTime(startMs(scheduled) ?? suggested[0]?.atMs ?? Date.now()))
  const before = textOf(scheduled)
  const [text, setText] = useState(before ?? '')
  // The same ids for every try, so that a try whose answer was lost is not a second message.
  const [messages] = useState(() =>
    isTemplate || scheduled ? [] : draftMessages(draftOf(conversationId).peek()).map(({ message }) => message),
  )
  const [filled, onValues] = useFilledTemplate(scheduled, conversation?.channelId)
  const fieldId = useId()
  const form = useForm(async () => {
    const sendAt = new Date(value).toISOString()
    const words = text !== before && before !== null && { text }
    if (scheduled) await changeScheduled(scheduled, { sendAt, ...words, ...valueChanges(filled) })
    else if (template) await schedule(conversationId, sendAt, [template])
    else await scheduleDraft(conversationId, sendAt, messages)
    const done = onDone ?? onClose
    done()
  })
  const isFilled = (before === null || text !== '') && (filled === null || isComplete(filled.template, filled.values))
  return (
    <Dialog title={scheduled ? t.schedule.titleChange : t.schedule.title} onClose={onClose}>
      <form class="dialog-body scroll" onSubmit={form.submit}>
        <FormError error={form.error} />
        <div class="chips">
          {suggested.map(({ key, atMs }) => (
            <button key={key} type="button" class="chip" onClick={() => setValue(toFieldTime(atMs))}>
              {t.schedule.suggested[key]}
            </button>
          ))}
        </div>
        <div class="field">
          <label for={fieldId}>{t.schedule.when}</label>
          <input
            id={fieldId}
            class="input"
            type="datetime-local"
            required
            min={toFieldTime(Date.now())}
            value={value}
            onInput={(event) => setValue(event.currentTarget.value)}
          />
          {closesAt && (
            <span class="hint">{t.schedule.window(formatDay(closesAt, now.value), formatTime(closesAt))}</span>
          )}
        </div>
        {before !== null && (
          <AreaField
            label={t.schedule.text}
            rows={4}
            maxLength={replyMax(scheduled?.type === 'text' ? [] : ['with buttons'])}
            value={text}
            onValue={setText}
          />
        )}
        {filled && (
          <div class="template-form">
            <TemplateFields template={filled.template} values={filled.values} onValues={onValues} />
          </div>
        )}
        <p class="mute">{t.schedule.lead}</p>
        <div class="dialog-actions">
          <Button onClick={onClose}>{t.common.cancel}</Button>
          <Button type="submit" kind="primary" disabled={form.busy || value === '' || !isFilled}>
            {t.schedule.save}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

/** Its own time, unless that is over. */
function startMs(scheduled: ScheduledMessage | null): number | null {
  const atMs = scheduled ? Date.parse(scheduled.sendAt) : 0
  return atMs > Date.now() ? atMs : null
}

/** The words that can be changed; null if it is no message of words. */
function textOf(scheduled: ScheduledMessage | null): string | null {
  if (scheduled?.type === 'text') return scheduled.content.text?.body ?? ''
  if (scheduled?.type !== 'interactive') return null
  const { body } = scheduled.content.interactive as { body?: { text?: string } }
  return body?.text ?? ''
}
