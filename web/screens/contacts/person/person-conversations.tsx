import type { Conversation } from '../../../../worker/contract/conversation.ts'
import { channelOf } from '../../../models/channels.ts'
import { now } from '../../../models/clock.ts'
import { showPhone } from '../../../models/person.ts'
import { revokedWords } from '../../../models/revoked-words.ts'
import { systemWords } from '../../../models/system-words.ts'
import { t } from '../../../texts/contacts.ts'
import { inSentence } from '../../../texts/direction.ts'
import { formatExact, formatListTime } from '../../../texts/format.ts'

interface PersonConversationsProps {
  conversations: readonly Conversation[]
  /** The one that is open beside it is not listed. */
  except?: string | undefined
}

/** Every conversation with the person that the reader may see, on all numbers. */
export function PersonConversations({ conversations, except }: PersonConversationsProps) {
  const shown = conversations.filter(({ id }) => id !== except)
  if (except !== undefined && shown.length === 0) return null
  return (
    <section>
      <h4>{except === undefined ? t.person.conversations : t.person.otherConversations}</h4>
      {shown.length === 0 && <p class="mute">{t.person.noConversations}</p>}
      <ul class="person-conversations">
        {shown.map(({ id, channelId, status, lastMessageAt, preview, contact }) => (
          <li key={id}>
            <a href={`/c/${id}`}>
              <span class="top">
                <strong>
                  {t.person.conversationOn(
                    inSentence(channelOf(channelId)?.name ?? t.common.none),
                    t.customer.statuses[status],
                  )}
                </strong>
                <span class="mute" title={formatExact(lastMessageAt)}>
                  {formatListTime(lastMessageAt, now.value)}
                </span>
              </span>
              <span class="mute preview">
                {preview?.revoked ? (
                  <em>{revokedWords(preview.direction)}</em>
                ) : (
                  (preview?.type === 'system' ? systemWords(preview.text) : preview?.text) ||
                  (contact.phone && <bdi>{showPhone(contact.phone)}</bdi>)
                )}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}
