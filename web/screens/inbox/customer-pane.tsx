import type { Signal } from '@preact/signals'
import { Plus, X } from 'lucide-preact'
import type { Conversation, ConversationDetail } from '../../../worker/contract/conversation.ts'
import { api } from '../../api/endpoints.ts'
import { setLabels } from '../../models/actions.ts'
import { channelOf } from '../../models/channels.ts'
import { now } from '../../models/clock.ts'
import type { Loaded } from '../../models/load.ts'
import { faceColor, initialsOf, personName, showPhone } from '../../models/person.ts'
import { detailsShown } from '../../models/preferences.ts'
import { replyWindow } from '../../models/reply-window.ts'
import { can } from '../../models/session.ts'
import { memberName } from '../../models/team.ts'
import { tellError } from '../../models/toasts.ts'
import { formatDate, formatDuration, formatExact, formatMonth } from '../../texts/format.ts'
import { t } from '../../texts/index.ts'
import { IconButton } from '../../ui/button.tsx'
import { Face } from '../../ui/face.tsx'
import { later } from '../../ui/later.tsx'
import { useAnchor } from '../../ui/menu.tsx'
import { Bone } from '../../ui/states.tsx'
import { LabelChips } from '../labels/label-marks.tsx'
import { windowText } from './window-ring.tsx'

const LabelPicker = later(() => import('../labels/label-picker.tsx').then((module) => module.LabelPicker))

interface CustomerPaneProps {
  conversation: Signal<Conversation>
  detail: Signal<Loaded<ConversationDetail>>
}

/** Who the customer is, and what was before. */
export function CustomerPane({ conversation, detail }: CustomerPaneProps) {
  const { contact, channelId, assigneeId, status, windowClosesAt } = conversation.value
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
        <h3>{name}</h3>
        <p class="mute">{known && t.customer.since(formatMonth(known.customerSince))}</p>
      </header>
      <Labels
        title={t.labels.title}
        ids={conversation.value.labelIds}
        conversationId={conversation.value.id}
        onDone={(chosen) => void setLabels(conversation.value.id, chosen)}
      />
      <dl class="facts">
        <dt>{t.customer.phone}</dt>
        <dd>{contact.phone ? showPhone(contact.phone) : t.customer.noPhone}</dd>
        {contact.username && (
          <>
            <dt>{t.customer.username}</dt>
            <dd>@{contact.username}</dd>
          </>
        )}
        <dt>{t.customer.channel}</dt>
        <dd>{channel?.name ?? t.common.none}</dd>
        <dt>{t.customer.assignee}</dt>
        <dd>{assigneeId ? memberName(assigneeId) : t.customer.nobody}</dd>
        <dt>{t.customer.status}</dt>
        <dd>{t.customer.statuses[status]}</dd>
        <dt>{t.customer.window}</dt>
        <dd>{windowText(replyWindow(windowClosesAt, now.value))}</dd>
      </dl>
      {known ? (
        <>
          <section>
            <h4>{t.labels.ofContact}</h4>
            <Labels
              title={t.labels.ofContact}
              ids={known.contactLabelIds}
              onDone={(chosen) => void labelContact(detail, contact.id, chosen)}
            />
          </section>
          <Episodes episodes={known.episodes} />
          <Identities identities={known.identities} />
        </>
      ) : (
        detail.value.state === 'loading' && (
          <div class="skeleton facts-bones" aria-hidden="true">
            <Bone width="60%" />
            <Bone width="80%" />
          </div>
        )
      )}
    </aside>
  )
}

interface LabelsProps {
  title: string
  ids: readonly string[]
  conversationId?: string
  onDone: (labelIds: string[]) => void
}

function Labels({ title, ids, conversationId, onDone }: LabelsProps) {
  const [anchor, toggle, close] = useAnchor()
  return (
    <div class="chips">
      <LabelChips ids={ids} />
      {can('label') && (
        <button
          type="button"
          class="chip"
          aria-label={t.labels.add}
          title={t.labels.add}
          aria-haspopup="menu"
          aria-expanded={anchor !== null}
          onClick={toggle}
        >
          <Plus size={13} aria-hidden="true" />
          {ids.length === 0 && t.labels.any}
        </button>
      )}
      {anchor && (
        <LabelPicker
          anchor={anchor}
          title={title}
          chosen={ids}
          onDone={onDone}
          onClose={close}
          {...(conversationId !== undefined && { conversationId })}
        />
      )}
    </div>
  )
}

/** Shows the change at once, and takes it back with the reason if the server refuses. */
async function labelContact(detail: CustomerPaneProps['detail'], contactId: string, labelIds: string[]): Promise<void> {
  const before = detail.peek()
  if (before.value) detail.value = { ...before, value: { ...before.value, contactLabelIds: labelIds } }
  try {
    await api.setContactLabels(contactId, labelIds)
  } catch (error) {
    detail.value = before
    tellError(t.actions.labelsFailed, error)
  }
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

function Identities({ identities }: { identities: ConversationDetail['identities'] }) {
  return (
    <section>
      <h4>{t.customer.identities}</h4>
      <ul class="lines">
        {identities.map(({ kind, value, current, seenAt, note }) => (
          <li key={`${kind} ${value} ${seenAt}`} title={formatExact(seenAt)}>
            <span class={current ? '' : 'old'}>
              {t.customer.identityKinds[kind]}{' '}
              {kind === 'phone' ? showPhone(value) : kind === 'username' ? `@${value}` : value}
            </span>
            <span class="mute">
              {[
                current ? t.customer.current : t.customer.until(formatDate(seenAt, now.value)),
                note && t.customer.identityNotes[note],
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
