import type { MessageContent, MessageType } from '../contract/message.ts'
import { assert } from '../kit/assert.ts'
import { isRaw, type Raw } from './raw.ts'

/** A message as it stands in our tables, on its way out. */
export type Outgoing = {
  type: MessageType
  content: MessageContent
  /** wamid of the message that it quotes or reacts to. */
  targetWamid: string | null
}

const mediaKeys = ['image', 'video', 'audio', 'document', 'sticker']
const sendable = new Set<string>([...mediaKeys, 'text', 'location', 'contacts', 'interactive', 'template', 'reaction'])

/**
 * The body of Graph's POST messages for our content, without the recipient.
 *
 * @param mediaIds Our media id → Graph's, for every file that the content names.
 * @throws AssertionError if a file was not uploaded, a reaction has no target, or the type is never sent.
 */
export function toGraphPayload(message: Outgoing, mediaIds: ReadonlyMap<string, string> = new Map()): Raw {
  const { type, content, targetWamid } = message
  assert(sendable.has(type), 'this type of message is never sent')
  const own = content[type as keyof MessageContent]
  if (type === 'reaction') {
    assert(targetWamid, 'a reaction without a target')
    return { type, reaction: { message_id: targetWamid, emoji: content.reaction?.emoji ?? '' } }
  }
  return {
    type,
    [type]: payloadOf(type, own, mediaIds),
    ...(targetWamid && { context: { message_id: targetWamid } }),
  }
}

function payloadOf(type: string, own: unknown, mediaIds: ReadonlyMap<string, string>): unknown {
  assert(own !== undefined, 'a message without content')
  if (mediaKeys.includes(type)) return mediaPayload(type, own as Raw, mediaIds)
  if (type === 'text') {
    const { body, preview_url } = own as Raw
    return { body, ...(preview_url !== undefined && { preview_url }) }
  }
  if (type === 'interactive') return withMediaIds(own, mediaIds)
  if (type !== 'template') return own
  const { name, language, components } = own as Raw
  return { name, language, ...(components !== undefined && { components: withMediaIds(components, mediaIds) }) }
}

/** Graph refuses keys it does not know: a caption of a sticker, a file name of a picture. */
const mediaFields: Record<string, readonly string[]> = {
  image: ['caption'],
  video: ['caption'],
  audio: ['voice'],
  document: ['caption', 'filename'],
  sticker: [],
}

function mediaPayload(type: string, media: Raw, mediaIds: ReadonlyMap<string, string>): Raw {
  const payload: Raw = { id: graphIdOf(media.id, mediaIds) }
  for (const field of mediaFields[type] ?? []) if (media[field] !== undefined) payload[field] = media[field]
  return payload
}

/** Templates name files deep inside their parameters, questions in their header. */
function withMediaIds(value: unknown, mediaIds: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((each) => withMediaIds(each, mediaIds))
  if (!isRaw(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) =>
      mediaKeys.includes(key) && isRaw(each)
        ? [key, { ...each, id: graphIdOf(each.id, mediaIds) }]
        : [key, withMediaIds(each, mediaIds)],
    ),
  )
}

function graphIdOf(ourId: unknown, mediaIds: ReadonlyMap<string, string>): string {
  const id = mediaIds.get(String(ourId))
  assert(id, 'a file that was not uploaded')
  return id
}
