import type { Signal } from '@preact/signals'
import { CalendarClock, CornerDownLeft, LayoutTemplate, Smile, X } from 'lucide-preact'
import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { CannedResponse } from '../../../../worker/contract/canned.ts'
import type { Conversation } from '../../../../worker/contract/conversation.ts'
import { attachFiles } from '../../../models/attachments.ts'
import { changeDraft, type Draft, isBeyondKeeping } from '../../../models/drafts.ts'
import { hasFormatting } from '../../../models/formatting.ts'
import { isOffline } from '../../../models/live.ts'
import { previewOf } from '../../../models/outbox.ts'
import { personName } from '../../../models/person.ts'
import { recording } from '../../../models/recording.ts'
import { type Slash, slashAt } from '../../../models/slash.ts'
import { tellError } from '../../../models/toasts.ts'
import { stopTyping, tellTyping } from '../../../models/typing.ts'
import { openVariables } from '../../../models/variables.ts'
import { inSentence } from '../../../texts/direction.ts'
import { t } from '../../../texts/index.ts'
import { Button, IconButton } from '../../../ui/button.tsx'
import { pressedKeys } from '../../../ui/keys.ts'
import { later } from '../../../ui/later.tsx'
import { useAnchor } from '../../../ui/menu.tsx'
import { writingKeys } from '../../commands/writing-commands.ts'
import { RichText } from '../message/rich-text.tsx'
import { AddMenu } from './add-menu.tsx'
import { writingAsked } from './asked.ts'
import { AttachmentList } from './attachment-list.tsx'
import type { KeyTaker } from './canned-picker.tsx'
import { DraftButtons } from './draft-buttons.tsx'
import { MentionPicker } from './mention-picker.tsx'
import { canSend, carriesCaption, replyMax, sendDraft } from './send-draft.ts'
import { VoiceButton } from './voice-button.tsx'

const countFromLeft = 296
/** WhatsApp's own signs round the selection. */
const marks: Record<string, string> = { [writingKeys.bold]: '*', [writingKeys.italic]: '_' }

const VoiceRecorder = later(() => import('./voice-recorder.tsx').then((module) => module.VoiceRecorder))
const CannedPicker = later(() => import('./canned-picker.tsx').then((module) => module.CannedPicker))
const ScheduleDialog = later(() => import('./schedule-dialog.tsx').then((module) => module.ScheduleDialog))
const EmojiPanel = later(() => import('./emoji-panel.tsx').then((module) => module.EmojiPanel))

interface ReplyBoxProps {
  conversation: Signal<Conversation>
  draft: Signal<Draft>
  onTemplate: () => void
}

/** The text box with everything round it. Enter sends, Shift + Enter makes a new line. */
export function ReplyBox({ conversation, draft, onTemplate }: ReplyBoxProps) {
  const { id, channelId, contact, status } = conversation.value
  const { mode, quote, buttons, attachments } = draft.value
  const isNote = mode === 'note'
  const text = isNote ? draft.value.note : draft.value.text
  const [box, select] = useGrowing(text)
  const [isScheduling, setScheduling] = useState(false)
  const [isDropping, setDropping] = useState(false)
  const [slash, setSlash] = useState<Slash | null>(null)
  const [chosenId, setChosenId] = useState<string>()
  const pickerKeys = useRef<KeyTaker | null>(null)
  const name = personName(contact)
  // Who leaves the conversation is not writing in it any more, whatever stays in the draft.
  useEffect(() => stopTyping, [id])
  const submit = () => {
    if (canSend(draft.peek())) sendDraft(id)
    box.current?.focus()
  }
  const attach = (files: Iterable<File>, as: 'file' | 'sticker' = 'file') => {
    if (!isNote) attachFiles(id, channelId, files, as)
  }
  /** Puts text where the caret is, or round what is selected. */
  const insert = (before: string, after = '') => {
    const field = box.current
    if (!field) return
    const { selectionStart: start, selectionEnd: end, value } = field
    const changed = value.slice(0, start) + before + value.slice(start, end) + after + value.slice(end)
    changeDraft(id, isNote ? { note: changed } : { text: changed })
    select(start + before.length, end + before.length)
  }
  const asked = writingAsked.value
  useEffect(() => {
    if (asked === null) return
    writingAsked.value = null
    const field = box.current
    if (!field) return
    field.focus()
    if (asked !== 'canned') return insert(marks[writingKeys[asked]] ?? '', marks[writingKeys[asked]])
    const { selectionStart: at, value } = field
    const gap = /(^|\s)$/.test(value.slice(0, at)) ? '' : ' '
    insert(`${gap}/`)
    setSlash({ query: '', start: at + gap.length })
  }, [asked])
  const lookForSlash = (field: HTMLTextAreaElement) => {
    const found = isNote ? null : slashAt(field.value, field.selectionStart)
    if (found?.start !== slash?.start || found?.query !== slash?.query) setSlash(found)
  }
  const pickCanned = async (reply: CannedResponse) => {
    if (!slash) return
    setSlash(null)
    const model = await import('../../../models/canned.ts')
    const present = draft.peek().text
    const rest = present.slice(slash.start + slash.query.length + 1)
    const before = present.slice(0, slash.start) + model.cannedText(id, reply)
    changeDraft(id, { text: before + rest, ...(reply.buttons.length > 0 && { buttons: reply.buttons }) })
    select(before.length)
    await model.attachCannedFiles(id, reply).catch((error) => tellError(t.composer.cannedFilesFailed, error))
  }
  if (recording.value?.conversationId === id) return <VoiceRecorder recording={recording.value} />
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: files dropped here can be chosen by button too
    <div
      class={`reply-box ${isDropping ? 'dropping' : ''}`}
      onDragOver={(event) => {
        if (!event.dataTransfer?.types.includes('Files')) return
        // A note takes no files, and the browser is not to open them instead.
        event.preventDefault()
        if (isNote) event.dataTransfer.dropEffect = 'none'
        else setDropping(true)
      }}
      onDragLeave={() => setDropping(false)}
      onDrop={(event) => {
        const files = event.dataTransfer?.files
        // Words that are dragged into the text are left to the browser.
        if (!files?.length) return
        event.preventDefault()
        setDropping(false)
        attach(files)
      }}
    >
      {slash && (
        <CannedPicker
          conversationId={id}
          query={slash.query}
          keys={pickerKeys}
          onChosen={setChosenId}
          onPick={(reply) => void pickCanned(reply)}
          onClose={() => setSlash(null)}
        />
      )}
      {isDropping && <p class="drop-hint">{t.composer.drop}</p>}
      {quote && !isNote && (
        <div class="composer-quote">
          <p>
            <strong>{t.composer.quoting(quote.direction === 'inbound' ? inSentence(name) : t.common.you)}</strong>
            <span>{previewOf(quote)}</span>
          </p>
          <IconButton class="small" label={t.composer.removeQuote} onClick={() => changeDraft(id, { quote: null })}>
            <X size={14} aria-hidden="true" />
          </IconButton>
        </div>
      )}
      {!isNote && <AttachmentList conversationId={id} channelId={channelId} attachments={attachments} />}
      {hasFormatting(text) && (
        <section class="format-preview" aria-label={t.composer.formatted}>
          <RichText text={text} />
        </section>
      )}
      {isNote && (
        <MentionPicker
          conversation={conversation}
          field={box}
          text={text}
          onPick={(note, caret) => {
            changeDraft(id, { note })
            select(caret)
          }}
        />
      )}
      <textarea
        id="composer"
        ref={box}
        rows={1}
        dir="auto"
        value={text}
        aria-label={isNote ? t.composer.note : t.composer.placeholder(name)}
        aria-describedby="composer-hint"
        placeholder={
          isNote
            ? t.composer.notePlaceholder
            : attachments.some(carriesCaption)
              ? t.composer.caption
              : t.composer.placeholder(inSentence(name))
        }
        onInput={(event) => {
          const value = event.currentTarget.value
          changeDraft(id, isNote ? { note: value } : { text: value })
          if (value !== '') tellTyping(id, mode, value)
          else stopTyping()
          lookForSlash(event.currentTarget)
        }}
        onPaste={(event) => {
          const files = event.clipboardData?.files
          if (!files?.length || isNote) return
          event.preventDefault()
          attach(files)
        }}
        aria-activedescendant={chosenId}
        aria-controls={slash ? 'canned-list' : undefined}
        onBlur={() => setSlash(null)}
        onKeyDown={(event) => {
          if (!event.isComposing && pickerKeys.current?.(event)) {
            event.preventDefault()
            return
          }
          const keys = pressedKeys(event)
          if (keys === writingKeys.leave)
            (document.getElementById('thread') ?? document.getElementById('main'))?.focus()
          const mark = marks[keys]
          if (mark) {
            event.preventDefault()
            insert(mark, mark)
          }
          if (keys !== writingKeys.send || event.isComposing) return
          event.preventDefault()
          // A shortcut that is not there is no message: who means it as one closes the picker first.
          if (slash && text.trim() === `/${slash.query}`) return
          submit()
        }}
      />
      {!isNote && <DraftButtons conversationId={id} buttons={buttons} />}
      <footer class="composer-foot">
        {!isNote && <AddMenu conversationId={id} channelId={channelId} onFiles={attach} />}
        <EmojiButton field={box} onPick={insert} />
        {!isNote && <VoiceButton conversationId={id} channelId={channelId} />}
        {!isNote && (
          <Button kind="quiet" class="small" aria-label={t.composer.template} onClick={onTemplate}>
            <LayoutTemplate size={15} aria-hidden="true" />
            <span class="btn-text">{t.composer.template}</span>
          </Button>
        )}
        <Hint
          text={text}
          buttons={isNote ? [] : buttons}
          isClosed={status === 'closed' && !isNote}
          isUnkept={isBeyondKeeping(draft.value)}
        />
        <div class="send">
          <Button kind="primary" disabled={!canSend(draft.value)} onClick={submit}>
            {isNote ? t.composer.addNote : t.composer.send}
            <CornerDownLeft size={14} aria-hidden="true" />
          </Button>
          {!isNote && (
            <Button
              id="later"
              kind="primary"
              aria-label={t.scheduled.later}
              title={t.scheduled.later}
              disabled={!canSend(draft.value)}
              onClick={() => setScheduling(true)}
            >
              <CalendarClock size={15} aria-hidden="true" />
            </Button>
          )}
        </div>
        {isScheduling && <ScheduleDialog conversationId={id} scheduled={null} onClose={() => setScheduling(false)} />}
      </footer>
    </div>
  )
}

interface HintProps {
  text: string
  buttons: readonly string[]
  isClosed: boolean
  isUnkept: boolean
}

/** One line about what sending would do, the most pressing first. */
function Hint({ text, buttons, isClosed, isUnkept }: HintProps) {
  const max = replyMax(buttons)
  const left = max - text.length
  const isLong = left < 0
  const [open] = openVariables(text)
  let words: string = t.composer.sendHint
  if (isLong) words = buttons.length > 0 ? t.composer.withButtonsTooLong(-left) : t.composer.tooLong(-left)
  else if (open !== undefined) words = t.composer.fillIn(open)
  else if (left <= countFromLeft) words = t.composer.left(left)
  else if (isOffline.value) words = t.composer.offline
  else if (isClosed) words = t.composer.closedConversation
  return (
    <span id="composer-hint" class={`composer-hint ${isLong || isUnkept || open !== undefined ? 'problem' : ''}`}>
      {isUnkept ? `${words} · ${t.composer.notKept}` : words}
    </span>
  )
}

function EmojiButton({ field, onPick }: { field: RefObject<HTMLElement | null>; onPick: (character: string) => void }) {
  const [anchor, toggle, close] = useAnchor()
  return (
    <>
      <IconButton
        id="emoji"
        label={t.composer.emoji}
        aria-haspopup="dialog"
        aria-expanded={anchor !== null}
        onClick={toggle}
      >
        <Smile size={17} aria-hidden="true" />
      </IconButton>
      {anchor && <EmojiPanel anchor={anchor} field={field} onPick={onPick} onClose={close} />}
    </>
  )
}

/**
 * A text box as high as its text, up to what the stylesheet allows. What is put behind the caret does not move it; the
 * second of the pair says where it is once a changed text is drawn, before another key can come.
 */
function useGrowing(text: string) {
  const ref = useRef<HTMLTextAreaElement>(null)
  const asked = useRef<[number, number] | null>(null)
  const { value: before = '', selectionStart: caret = 0 } = ref.current ?? {}
  useLayoutEffect(() => {
    const box = ref.current
    if (!box) return
    const isMoved = box.selectionStart !== caret
    if (isMoved && caret > 0 && text.startsWith(before.slice(0, caret))) box.setSelectionRange(caret, caret)
    box.style.height = 'auto'
    box.style.height = `${box.scrollHeight}px`
  }, [text])
  // Also when the changed text is the same.
  useLayoutEffect(() => {
    if (asked.current) ref.current?.setSelectionRange(...asked.current)
    asked.current = null
  })
  const select = (from: number, to = from) => {
    asked.current = [from, to]
  }
  return [ref, select] as const
}
