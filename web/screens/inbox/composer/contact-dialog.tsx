import { Plus, X } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { messageLimits as max } from '../../../../worker/contract/message-limits.ts'
import { type CardFields, cardProblem, contactCard, emptyCard } from '../../../models/contact-card.ts'
import { parsePhone } from '../../../models/phone.ts'
import { t } from '../../../texts/composer.ts'
import { Button, IconButton } from '../../../ui/button.tsx'
import { TextField } from '../../../ui/field.tsx'
import { ContactCards } from '../message/contact-cards.tsx'
import { BuilderDialog } from './builder-dialog.tsx'
import { sendOwn } from './send-own.ts'

/** Contact cards, typed in; numbers are checked before they go out. */
export function ContactDialog({ conversationId, onClose }: { conversationId: string; onClose: () => void }) {
  const [cards, setCards] = useState([emptyCard])
  const [tried, setTried] = useState(false)
  const change = (index: number, changes: Partial<CardFields>) =>
    setCards((present) => present.map((card, at) => (at === index ? { ...card, ...changes } : card)))
  const submit = () => {
    setTried(true)
    if (cards.some(cardProblem)) return
    sendOwn(conversationId, { type: 'contacts', contacts: cards.map(contactCard) })
    onClose()
  }
  return (
    <BuilderDialog
      title={t.card.title}
      type="contacts"
      previewLabel={t.card.preview}
      preview={<ContactCards contacts={cards.map(contactCard)} />}
      send={t.card.send(cards.length)}
      onSubmit={submit}
      onClose={onClose}
    >
      {cards.map((card, index) => (
        <CardForm
          key={index}
          card={card}
          problem={tried ? cardProblem(card) : null}
          onChange={(changes) => change(index, changes)}
          remove={
            cards.length > 1
              ? { label: t.card.remove(index + 1), run: () => setCards(cards.filter((_, at) => at !== index)) }
              : null
          }
        />
      ))}
      {cards.length < max.contactCards && (
        <Button kind="quiet" class="small builder-add" onClick={() => setCards([...cards, emptyCard])}>
          <Plus size={15} aria-hidden="true" />
          {t.card.more}
        </Button>
      )}
    </BuilderDialog>
  )
}

interface CardFormProps {
  card: CardFields
  problem: ReturnType<typeof cardProblem>
  onChange: (changes: Partial<CardFields>) => void
  remove: { label: string; run: () => void } | null
}

function CardForm({ card, problem, onChange, remove }: CardFormProps) {
  const phone = parsePhone(card.phone)
  return (
    <fieldset class="builder-section">
      <div class="builder-row">
        <TextField
          label={t.card.name}
          autoFocus
          autoComplete="off"
          maxLength={max.contactName}
          value={card.name}
          onValue={(name) => onChange({ name })}
          problem={problem === 'name' ? t.card.problems.name : undefined}
        />
        {remove && (
          <IconButton label={remove.label} onClick={remove.run}>
            <X size={16} aria-hidden="true" />
          </IconButton>
        )}
      </div>
      <TextField
        label={t.card.phone}
        type="tel"
        autoComplete="off"
        maxLength={32}
        value={card.phone}
        onValue={(value) => onChange({ phone: value })}
        hint={phone ? t.newConversation.phoneOk(phone.formatted, phone.country) : t.newConversation.phoneHint}
        problem={problem === 'phone' || problem === 'reach' ? t.card.problems[problem] : undefined}
      />
      <label class="check">
        <input
          type="checkbox"
          checked={card.onWhatsApp}
          onChange={(event) => onChange({ onWhatsApp: event.currentTarget.checked })}
        />
        {t.card.onWhatsApp}
      </label>
      <TextField
        label={t.card.email}
        type="email"
        optional
        autoComplete="off"
        maxLength={254}
        value={card.email}
        onValue={(email) => onChange({ email })}
      />
      <TextField
        label={t.card.company}
        optional
        autoComplete="off"
        maxLength={max.contactName}
        value={card.company}
        onValue={(company) => onChange({ company })}
      />
    </fieldset>
  )
}
