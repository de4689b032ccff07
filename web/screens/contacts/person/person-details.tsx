import './person.css'
import { personOf, readPerson } from '../../../models/people.ts'
import { reasonOf, requestIdOf } from '../../../models/toasts.ts'
import { t } from '../../../texts/contacts.ts'
import { Bone, Failed } from '../../../ui/states.tsx'
import { PersonConversations } from './person-conversations.tsx'
import { PersonFacts } from './person-facts.tsx'
import { PersonHistory } from './person-history.tsx'
import { PersonNotes } from './person-notes.tsx'

interface PersonDetailsProps {
  contactId: string
  /** The conversation beside which the person is shown. */
  conversationId?: string
}

/** Everything the team knows of a person. */
export function PersonDetails({ contactId, conversationId }: PersonDetailsProps) {
  const { detail, conversations } = personOf(contactId)
  const { state, value, error } = detail.value
  if (!value) {
    return state === 'failed' ? (
      <Failed reason={reasonOf(error)} requestId={requestIdOf(error)} onRetry={() => void readPerson(contactId)} />
    ) : (
      <div class="skeleton facts-bones" role="status" aria-label={t.app.loading}>
        <Bone width="60%" />
        <Bone width="80%" />
        <Bone width="50%" />
      </div>
    )
  }
  return (
    <div class="person-details">
      <PersonFacts contact={value} />
      <PersonNotes contact={value} />
      {conversations.value.value && (
        <PersonConversations conversations={conversations.value.value} except={conversationId} />
      )}
      <PersonHistory contact={value} />
    </div>
  )
}
