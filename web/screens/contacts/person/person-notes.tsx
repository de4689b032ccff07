import { X } from 'lucide-preact'
import { useState } from 'preact/hooks'
import type { ContactDetail } from '../../../../worker/contract/contact.ts'
import { isOwn } from '../../../models/actions.ts'
import { now } from '../../../models/clock.ts'
import { addNote, removeNote } from '../../../models/people.ts'
import { can } from '../../../models/session.ts'
import { memberName } from '../../../models/team.ts'
import { t } from '../../../texts/contacts.ts'
import { inSentence } from '../../../texts/direction.ts'
import { formatDate, formatExact } from '../../../texts/format.ts'
import { Button, IconButton } from '../../../ui/button.tsx'

export function PersonNotes({ contact: { id, notes } }: { contact: ContactDetail }) {
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const mayEdit = can('editContacts')
  const add = async () => {
    if (busy || text.trim() === '') return
    setBusy(true)
    // What was written stays where it is if it could not be kept.
    if (await addNote(id, text.trim())) setText('')
    setBusy(false)
  }
  return (
    <section>
      <h4>{t.person.notes}</h4>
      <ul class="person-notes">
        {notes.map((note) => (
          <li key={note.id}>
            <p>{note.text}</p>
            <span class="mute" title={formatExact(note.createdAt)}>
              {t.person.noteBy(inSentence(memberName(note.memberId)), formatDate(note.createdAt, now.value))}
            </span>
            {mayEdit && (isOwn(note.memberId) || can('removeContacts')) && (
              <IconButton class="small" label={t.person.removeNote} onClick={() => void removeNote(id, note.id)}>
                <X size={13} aria-hidden="true" />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
      {mayEdit ? (
        <form
          class="add-note"
          onSubmit={(event) => {
            event.preventDefault()
            void add()
          }}
        >
          <textarea
            class="input"
            rows={2}
            maxLength={5000}
            aria-label={t.person.noteLabel}
            placeholder={t.person.note}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              event.stopPropagation()
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void add()
            }}
          />
          {text.trim() !== '' && (
            <Button type="submit" class="small" disabled={busy}>
              {t.person.addNote}
            </Button>
          )}
        </form>
      ) : (
        notes.length === 0 && <p class="mute">{t.person.none}</p>
      )}
    </section>
  )
}
