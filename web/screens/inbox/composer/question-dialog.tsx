import { useState } from 'preact/hooks'
import { messageLimits as max } from '../../../../worker/contract/message-limits.ts'
import { changeDraft, draftOf } from '../../../models/drafts.ts'
import {
  emptyQuestion,
  type Question,
  type QuestionKind,
  questionContent,
  questionProblem,
} from '../../../models/question.ts'
import { signatureLength } from '../../../models/signature.ts'
import { t } from '../../../texts/composer.ts'
import { AreaField, CountedField } from '../../../ui/field.tsx'
import { InteractiveCard } from '../message/interactive-cards.tsx'
import { BuilderDialog } from './builder-dialog.tsx'
import { PhotoField } from './photo-field.tsx'
import { ButtonFields, LinkFields, ListFields } from './question-fields.tsx'
import { sendOwn } from './send-own.ts'

interface QuestionDialogProps {
  conversationId: string
  channelId: string
  onClose: () => void
}

const kinds: QuestionKind[] = ['button', 'list', 'cta_url']

/** Builds a question with buttons, a list or a link, and shows it as the customer will see it. */
export function QuestionDialog({ conversationId, channelId, onClose }: QuestionDialogProps) {
  const [question, setQuestion] = useState(() => emptyQuestion(draftOf(conversationId).peek().text.trim()))
  const [tried, setTried] = useState(false)
  const change = (changes: Partial<Question>) => setQuestion((present) => ({ ...present, ...changes }))
  const problem = questionProblem(question)
  const submit = () => {
    setTried(true)
    if (problem) return
    const interactive = questionContent(question)
    sendOwn(conversationId, { type: 'interactive', interactive })
    changeDraft(conversationId, { text: '' })
    onClose()
  }
  return (
    <BuilderDialog
      title={t.question.title}
      type="interactive"
      previewLabel={t.question.preview}
      preview={<InteractiveCard interactive={questionContent(question)} unfolded />}
      send={t.question.send}
      problem={problem ? t.question.problems[problem] : undefined}
      tried={tried}
      onSubmit={submit}
      onClose={onClose}
    >
      <Kinds kind={question.kind} onKind={(kind) => change({ kind })} />
      {!question.photo && (
        <CountedField
          label={t.question.heading}
          optional
          maxLength={max.interactiveHeader}
          value={question.heading}
          onValue={(heading) => change({ heading })}
        />
      )}
      {question.kind !== 'list' && (
        <PhotoField channelId={channelId} photo={question.photo} onPhoto={(photo) => change({ photo })} />
      )}
      <AreaField
        label={t.question.body}
        autoFocus
        rows={3}
        maxLength={(question.kind === 'list' ? max.listBody : max.interactiveBody) - signatureLength()}
        value={question.body}
        onValue={(body) => change({ body })}
      />
      <CountedField
        label={t.question.footer}
        optional
        maxLength={max.interactiveFooter}
        value={question.footer}
        onValue={(footer) => change({ footer })}
      />
      {question.kind === 'button' && <ButtonFields question={question} onChange={change} />}
      {question.kind === 'list' && <ListFields question={question} onChange={change} />}
      {question.kind === 'cta_url' && <LinkFields question={question} onChange={change} />}
    </BuilderDialog>
  )
}

function Kinds({ kind, onKind }: { kind: QuestionKind; onKind: (kind: QuestionKind) => void }) {
  return (
    <fieldset class="kinds">
      <legend class="sr-only">{t.question.kind}</legend>
      {kinds.map((one) => (
        <label key={one} class="kind">
          <input type="radio" name="kind" checked={one === kind} onChange={() => onKind(one)} />
          <strong>{t.question.kinds[one]}</strong>
          <span class="mute">{t.question.kindNotes[one]}</span>
        </label>
      ))}
    </fieldset>
  )
}
