import { ArrowRight } from 'lucide-preact'
import { type ComponentChildren, Fragment } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Contact, ContactDetail, MergePreview } from '../../../worker/contract/contact.ts'
import { contactApi } from '../../api/contacts.ts'
import { attributes, readAttributes, readContacts } from '../../models/contacts.ts'
import { putPerson, readPerson } from '../../models/people.ts'
import { faceColor, initialsOf, personLine, personName, showPhone } from '../../models/person.ts'
import { t } from '../../texts/contacts.ts'
import { inSentence } from '../../texts/direction.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Face } from '../../ui/face.tsx'
import { TextField } from '../../ui/field.tsx'
import { useForm } from '../../ui/use-form.ts'
import { FormError } from '../form-error.tsx'
import { LabelChips } from '../labels/label-marks.tsx'
import { wordsOf } from './person/attribute-fields.tsx'

/** Finds the other contact of the same person, shows what merging gives, and does it. */
export function MergeDialog({ contact, onClose }: { contact: ContactDetail; onClose: () => void }) {
  const [preview, setPreview] = useState<MergePreview | null>(null)
  return (
    <Dialog title={t.merge.title(inSentence(personName(contact)))} onClose={onClose}>
      {preview ? (
        <Result preview={preview} onBack={() => setPreview(null)} onClose={onClose} />
      ) : (
        <Find contact={contact} onFound={setPreview} onClose={onClose} />
      )}
    </Dialog>
  )
}

interface FindProps {
  contact: ContactDetail
  onFound: (preview: MergePreview) => void
  onClose: () => void
}

function Find({ contact, onFound, onClose }: FindProps) {
  const [q, setQ] = useState('')
  const [problem, setProblem] = useState<string | undefined>()
  const form = useForm(async () => {
    const { data } = await contactApi.search({ q: q.trim(), limit: 2 })
    const other = data.find((each) => each.id !== contact.id)
    setProblem(other ? undefined : data.length > 0 ? t.merge.itself : t.merge.nobody)
    if (other) onFound(await contactApi.previewMerge(contact.id, { contactId: other.id }))
  })
  return (
    <form class="dialog-body" onSubmit={form.submit}>
      <p class="mute">{t.merge.lead}</p>
      <FormError error={form.error} />
      <TextField
        label={t.contacts.search}
        autoComplete="off"
        autoFocus
        required
        minLength={2}
        value={q}
        onValue={setQ}
        problem={problem}
      />
      <div class="dialog-actions">
        <Button onClick={onClose}>{t.common.cancel}</Button>
        <Button type="submit" kind="primary" disabled={form.busy || q.trim().length < 2}>
          {t.merge.find}
        </Button>
      </div>
    </form>
  )
}

interface ResultProps {
  preview: MergePreview
  onBack: () => void
  onClose: () => void
}

function Result({ preview: { survivor, merged, result }, onBack, onClose }: ResultProps) {
  const [name, setName] = useState(result.name ?? '')
  useEffect(() => {
    if (attributes.peek().value === null) void readAttributes()
  }, [])
  const form = useForm(async () => {
    const chosen = name.trim()
    putPerson(await contactApi.merge(survivor.id, { contactId: merged.id, ...(chosen && { name: chosen }) }))
    void readPerson(survivor.id)
    void readContacts()
    onClose()
  })
  return (
    <form class="dialog-body" onSubmit={form.submit}>
      <div class="merge-two">
        <Who contact={merged} />
        <Who contact={survivor}>
          <ArrowRight size={16} aria-hidden="true" />
        </Who>
      </div>
      <FormError error={form.error} />
      <TextField label={t.merge.name} maxLength={120} autoComplete="off" value={name} onValue={setName} />
      <section class="merge-result" aria-label={t.merge.result}>
        <dl class="facts wide">
          <dt>{t.person.phone}</dt>
          <dd class="merge-phones">
            {result.phones.length === 0
              ? t.person.noPhone
              : result.phones.map((phone) => <span key={phone}>{showPhone(phone)}</span>)}
          </dd>
          <dt>{t.person.email}</dt>
          <dd>{result.email ?? t.common.none}</dd>
          {result.labelIds.length > 0 && (
            <>
              <dt>{t.rail.labels}</dt>
              <dd class="merge-labels">
                <LabelChips ids={result.labelIds} />
              </dd>
            </>
          )}
          {(attributes.value.value ?? []).map(({ id, name, kind }) => {
            const known = result.attributes.find(({ attributeId }) => attributeId === id)
            return (
              known && (
                <Fragment key={id}>
                  <dt>{name}</dt>
                  <dd>{wordsOf(kind, known.value)}</dd>
                </Fragment>
              )
            )
          })}
          <dt>{t.person.consent}</dt>
          <dd>{t.person.consents[result.marketing]}</dd>
          <dt>{t.person.conversations}</dt>
          <dd>{t.merge.conversations(result.conversations)}</dd>
          <dt>{t.person.notes}</dt>
          <dd>{t.merge.notes(result.notes)}</dd>
        </dl>
        {result.blocked && <span class="tag bad">{t.contacts.blocked}</span>}
      </section>
      <p class="mute">
        {t.merge.keep} {(result.blocked || result.marketing === 'withdrawn') && t.merge.stays}
      </p>
      <div class="dialog-actions">
        <Button onClick={onBack}>{t.merge.another}</Button>
        <Button type="submit" kind="primary" disabled={form.busy}>
          {t.merge.confirm}
        </Button>
      </div>
    </form>
  )
}

function Who({ contact, children }: { contact: Contact; children?: ComponentChildren }) {
  const name = personName(contact)
  return (
    <span class="merge-who">
      {children}
      <Face initials={initialsOf(name)} color={faceColor(contact.id)} />
      <span>
        <strong>
          <bdi>{name}</bdi>
        </strong>{' '}
        <span class="mute">{personLine(contact)}</span>
      </span>
    </span>
  )
}
