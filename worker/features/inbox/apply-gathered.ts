import type { ChannelEvent, IdentityEvent, MessageEvent } from '../../contract/events.ts'
import type { Message, MessageType } from '../../contract/message.ts'
import { type CustomerWrites, type KnownContact, noWrites } from '../contacts/index.ts'
import type {
  AttemptRow,
  ChannelEventRow,
  CustomerFlag,
  MediaRow,
  MessageRow,
  PreferenceRow,
  StatusRow,
} from './apply-rows.ts'
import type { Card } from './seal.ts'

/** A message as it is to be written and shown. */
export interface PlannedMessage {
  event: MessageEvent | (IdentityEvent & { wamid: string })
  type: MessageType
  contact: KnownContact
  row: MessageRow
  card: Card
  content: Message
  /** The row is there already, as a placeholder. */
  completes: boolean
}

/** Everything that a batch of events comes to, sealed. */
export interface Gathered {
  writes: CustomerWrites
  conversations: Map<string, NewConversation>
  messages: PlannedMessage[]
  media: MediaRow[]
  statuses: StatusRow[]
  attempts: AttemptRow[]
  channelEvents: { row: ChannelEventRow; event: ChannelEvent }[]
  /** Messages whose file changed. */
  mediaChanged: string[]
  flags: CustomerFlag[]
  preferences: PreferenceRow[]
}

export interface NewConversation {
  contact: KnownContact
  channelId: string
  atMs: number
  status: 'open' | 'closed'
}

export const nothingGathered = (): Gathered => ({
  ...{ writes: noWrites(), conversations: new Map(), messages: [], media: [], statuses: [], attempts: [] },
  ...{ channelEvents: [], mediaChanged: [], flags: [], preferences: [] },
})
