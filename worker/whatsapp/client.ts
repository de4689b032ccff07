import { createAccountCalls } from './account-calls.ts'
import { createBlockCalls } from './block-calls.ts'
import {
  createGraphCall,
  type GraphOptions,
  type GraphResult,
  type Refused,
  readSuccess,
  type Unknown,
} from './graph-call.ts'
import { createMediaCalls } from './media-calls.ts'
import { type Raw, rawOf, textOf } from './raw.ts'

export type Sender = { phoneNumberId: string; accessToken: string }

export type SendRequest = Sender & {
  /** Digits of the customer's phone. If both are given, Meta takes the phone. */
  to?: string | undefined
  /** Business-scoped user id. */
  recipient?: string | undefined
  /** From `toGraphPayload`. */
  payload: Raw
  /** Comes back in every status of the message. */
  attemptId: string
}

/** `accepted` is not `delivered`; `unknown`: it may have been sent, so it must not be sent again. */
export type SendResult =
  | { kind: 'accepted'; wamid: string; waId: string | null; userId: string | null }
  | Refused
  | Unknown

export type GraphClient = ReturnType<typeof createGraphClient>

/** Everything that is asked of WhatsApp. Nothing throws for what Graph or the network does; see `GraphResult`. */
export function createGraphClient(options: GraphOptions) {
  const call = createGraphCall(options)

  async function sendMessage(request: SendRequest): Promise<SendResult> {
    const { phoneNumberId, accessToken, to, recipient, payload, attemptId } = request
    const json = {
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      // Without the plus, Meta may put the business's own country code in front.
      ...(to && { to: `+${to.replace(/\D/g, '')}` }),
      ...(recipient && { recipient }),
      ...payload,
      biz_opaque_callback_data: attemptId,
    }
    const result = await call({ method: 'POST', path: [phoneNumberId, 'messages'], accessToken, json }, readAccepted)
    return result.kind === 'ok' ? { kind: 'accepted', ...result.value } : result
  }

  /** Marks a message, and all before it, as read. @param typing Also shows that somebody is typing, for up to 25 s. */
  function markRead({ phoneNumberId, accessToken, wamid, typing }: Sender & { wamid: string; typing?: boolean }) {
    const indicator = typing ? { typing_indicator: { type: 'text' } } : {}
    const json = { messaging_product: 'whatsapp', status: 'read', message_id: wamid, ...indicator }
    return call({ method: 'POST', path: [phoneNumberId, 'messages'], accessToken, json }, readSuccess)
  }

  return {
    gauge: call.gauge,
    sendMessage,
    markRead: (request: Sender & { wamid: string }) => markRead(request),
    /** WhatsApp has no typing without reading: the message is marked as read too. */
    typing: (request: Sender & { wamid: string }) => markRead({ ...request, typing: true }),
    ...createMediaCalls(call, options.baseUrl),
    ...createAccountCalls(call),
    ...createBlockCalls(call),
  }
}

function readAccepted(answer: Raw): { wamid: string; waId: string | null; userId: string | null } | null {
  const [message] = Array.isArray(answer.messages) ? answer.messages : []
  const [contact] = Array.isArray(answer.contacts) ? answer.contacts : []
  const wamid = textOf(rawOf(message).id)
  const { wa_id, user_id } = rawOf(contact)
  return wamid ? { wamid, waId: textOf(wa_id) ?? null, userId: textOf(user_id) ?? null } : null
}

export type { GraphOptions, GraphResult }
