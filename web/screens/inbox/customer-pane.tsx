import type { Signal } from '@preact/signals'
import { X } from 'lucide-preact'
import type { Conversation, ConversationDetail } from '../../../worker/contract/conversation.ts'
import { setLabels } from '../../models/actions.ts'
import { channelOf } from '../../models/channels.ts'
import { now } from '../../models/clock.ts'
import type { Loaded } from '../../models/load.ts'
import { faceColor, initialsOf, personName } from '../../models/person.ts'
import { detailsShown } from '../../models/preferences.ts'
import { replyWindow } from '../../models/reply-window.ts'
import { t } from '../../texts/contacts.ts'
import { formatDate, formatDuration, formatExact, formatMonth } from '../../texts/format.ts'
import { IconButton } from '../../ui/button.tsx'
import { Face } from '../../ui/face.tsx'
import { PersonDetails } from '../contacts/person/person-details.tsx'
import { Labels } from '../labels/labels.tsx'
import { CustomerAssignee } from './customer-assignee.tsx'
import { windowText } from './window-ring.tsx'

interface CustomerPaneProps {
  conversation: Signal<Conversation>
  detail: Signal<Loaded<ConversationDetail>>
}

/** Who the customer is, and what was before. */
export function CustomerPane({ conversation, detail }: CustomerPaneProps) {
  const { contact, channelId, status, windowClosesAt } = conversation.value
  const name = personName(contact)
  const known = detail.value.value
  const channel = channelOf(channelId)
  return (
    <aside class="customer scroll" aria-label={t.customer.label}>
      <IconButton
        class="customer-close"
        label={t.thread.hideDetails}
        onClick={() => {
          detailsShown.value = false
        }}
      >
        <X size={17} aria-hidden="true" />
      </IconButton>
      <header>
        <Face initials={initialsOf(name)} color={faceColor(contact.id)} size="xl" />
        <h3>
          <bdi>{name}</bdi>
        </h3>
        <p class="mute">{known && t.customer.since(formatMonth(known.customerSince))}</p>
        <a class="safe-link" href={`/contacts/${contact.id}`}>
          {t.customer.open}
        </a>
      </header>
      <Labels
        of="conversation"
        ids={conversation.value.labelIds}
        conversationId={conversation.value.id}
        onDone={(chosen) => void setLabels(conversation.value.id, chosen)}
      />
      <dl class="facts">
        <dt>{t.customer.channel}</dt>
        <dd>{channel?.name ?? t.common.none}</dd>
        <dt>{t.customer.assignee}</dt>
        <dd>
          <CustomerAssignee conversation={conversation} />
        </dd>
        <dt>{t.customer.status}</dt>
        <dd>{t.customer.statuses[status]}</dd>
        <dt>{t.customer.window}</dt>
        <dd>{windowText(replyWindow(windowClosesAt, now.value))}</dd>
      </dl>
      <div class="customer-person">
        <PersonDetails key={contact.id} contactId={contact.id} conversationId={conversation.value.id} />
      </div>
      {known && <Episodes episodes={known.episodes} />}
    </aside>
  )
}

function Episodes({ episodes }: { episodes: ConversationDetail['episodes'] }) {
  return (
    <section>
      <h4>{t.customer.episodes}</h4>
      {episodes.length === 0 && <p class="mute">{t.customer.noEpisodes}</p>}
      <ul class="lines">
        {episodes.map(({ id, openedAt, closedAt, firstReplyAt }) => (
          <li key={id} title={formatExact(openedAt)}>
            {closedAt
              ? t.customer.episodeClosed(formatDate(closedAt, now.value))
              : t.customer.episodeOpen(formatDate(openedAt, now.value))}
            <span class="mute">
              {firstReplyAt
                ? t.customer.firstReply(formatDuration(Date.parse(firstReplyAt) - Date.parse(openedAt)))
                : t.customer.noReply}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
