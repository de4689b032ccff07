import type { RemoteMedia } from '../contract/events.ts'
import { MessageContent, type MessageType, mediaTypes } from '../contract/message.ts'
import { readErrors } from './errors.ts'
import { isRaw, type Raw, rawOf, textOf } from './raw.ts'

/** What a message says, by its type. */
export type Parts = {
  type: MessageType
  content: MessageContent
  media?: RemoteMedia | null
  /** The wamid that it reacts to, edits or revokes. */
  target?: string | undefined
}
type ReadParts = (message: Raw) => Parts | null

/** Types whose content is checked by the contract's shape and kept as Meta wrote it. */
const plainTypes = ['location', 'contacts', 'button', 'interactive', 'order', 'template', 'system'] as const

const readers = new Map<string, ReadParts>([
  ['text', readText],
  ...mediaTypes.map((type) => [type, (message: Raw) => readMedia(type, message)] as const),
  ...plainTypes.map((type) => [type, (message: Raw) => readPlain(type, message)] as const),
  ['reaction', readReaction],
  ['edit', readEdit],
  ['revoke', readRevoke],
  ['unsupported', readUnsupported],
  // History names a file like this first; the file itself may come in a later webhook.
  ['media_placeholder', () => ({ type: 'unsupported', content: { unsupported: { type: 'media_placeholder' } } })],
  // The customer opened the chat for the first time and has said nothing yet.
  ['request_welcome', () => ({ type: 'system', content: { system: { type: 'request_welcome' } } })],
])

/** @returns The message's parts; type `unknown` with the raw value when the type is new or its content malformed. */
export function readParts(message: Raw): Parts {
  const type = textOf(message.type) ?? 'unknown'
  return readers.get(type)?.(message) ?? { type: 'unknown', content: { unknown: { ...withoutRouting(message), type } } }
}

// Text and media are nearly all traffic: their guards are written out, and a test holds them against the contract.
function readText({ text }: Raw): Parts | null {
  if (!isRaw(text) || typeof text.body !== 'string' || !optional(text.preview_url, 'boolean')) return null
  return { type: 'text', content: { text: text as { body: string } } }
}

function readMedia(type: (typeof mediaTypes)[number], message: Raw): Parts | null {
  const given = message[type]
  if (!isRaw(given)) return null
  // Ids in our shapes are our own, and a URL out of a webhook is never fetched.
  const { id, url, link, ...content } = given
  const { caption, filename, mime_type, voice, animated } = content
  const texts = optional(caption, 'string') && optional(filename, 'string') && optional(mime_type, 'string')
  if (!texts || !optional(voice, 'boolean') || !optional(animated, 'boolean')) return null
  const remoteId = textOf(id)
  const media = remoteId
    ? {
        id: remoteId,
        mimeType: textOf(mime_type) ?? null,
        sha256: textOf(content.sha256) ?? null,
        filename: textOf(filename) ?? null,
      }
    : null
  return { type, content: { [type]: content }, media }
}

function readPlain(type: (typeof plainTypes)[number], message: Raw): Parts | null {
  const given = message[type]
  if (!MessageContent.shape[type].safeParse(given).success || given === undefined) return null
  return { type, content: { [type]: given } }
}

/** No emoji means that the reaction was taken back. */
function readReaction({ reaction }: Raw): Parts | null {
  if (!isRaw(reaction) || !optional(reaction.emoji ?? undefined, 'string')) return null
  const { message_id, emoji, ...rest } = reaction
  const target = textOf(message_id)
  return target ? { type: 'reaction', content: { reaction: { ...rest, emoji: String(emoji ?? '') } }, target } : null
}

function readEdit({ edit }: Raw): Parts | null {
  const { original_message_id, ...content } = rawOf(edit)
  const target = textOf(original_message_id)
  if (!target) return null
  const message = rawOf(content.message)
  const edited = readParts(message)
  return { type: 'edit', content: { edit: { ...content, message: { type: edited.type, ...edited.content } } }, target }
}

function readRevoke({ revoke }: Raw): Parts | null {
  const { original_message_id, ...content } = rawOf(revoke)
  const target = textOf(original_message_id)
  return target ? { type: 'revoke', content: { revoke: content }, target } : null
}

function readUnsupported(message: Raw): Parts {
  const type = textOf(rawOf(message.unsupported).type)
  const [error] = readErrors(message.errors)
  return {
    type: 'unsupported',
    content: { unsupported: { ...(type && { type }), ...(error && { detail: error.detail }) } },
  }
}

function withoutRouting(message: Raw): Raw {
  const { id, from, from_user_id, from_parent_user_id, to, to_user_id, to_parent_user_id, ...rest } = message
  const { timestamp, history_context, referral, ...content } = rest
  return content
}

const optional = (value: unknown, type: 'string' | 'boolean') => value === undefined || typeof value === type
