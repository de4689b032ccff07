import { plain } from './format.js'

/** What stands in for a message in a list or a quote: one line. @param {any} message */
export function previewOf(message) {
  const { type, content } = message
  if (message.revoked) return 'Deleted'
  if (type === 'text') return plain(content.body ?? '')
  if (type === 'template') return plain(content.rendered?.body ?? content.name ?? 'Template')
  if (type === 'button') return content.text ?? ''
  if (type === 'interactive') return plain(replyTitle(content) ?? content.body?.text ?? 'Message')
  if (type === 'image') return content.caption ? plain(content.caption) : 'Photo'
  if (type === 'video') return content.caption ? plain(content.caption) : 'Video'
  if (type === 'audio') return content.voice ? 'Voice message' : 'Audio'
  if (type === 'document') return content.filename ?? content.caption ?? 'Document'
  if (type === 'sticker') return 'Sticker'
  if (type === 'location') return content.name ?? 'Location'
  if (type === 'contacts') return content.contacts?.[0]?.name?.formatted_name ?? 'Contact'
  return `Message of type “${type}”`
}

/** What a customer tapped. @param {any} content */
export function replyTitle(content) {
  return content.button_reply?.title ?? content.list_reply?.title ?? content.nfm_reply?.body
}

/**
 * Messages as they stand now: edits and deletions are on what they change, as `edited` and `revoked`.
 *
 * @param {any[]} messages oldest first
 */
export function withChanges(messages) {
  const byId = new Map(messages.map((message) => [message.id, message]))
  for (const { type, content } of messages) {
    if (type !== 'edit' && type !== 'revoke') continue
    const target = byId.get(content.original_message_id)
    if (!target) continue
    const change =
      type === 'revoke' ? { revoked: true } : { content: content.message[content.message.type], edited: true }
    byId.set(target.id, { ...target, ...change })
  }
  return messages.filter(({ type }) => type !== 'edit' && type !== 'revoke').map(({ id }) => byId.get(id))
}

/** Whether a message reached this phone, as far as its owner can see. @param {any} message */
export function isVisible(message) {
  return (
    message.direction === 'in' ||
    ['delivered', 'read', 'played'].includes(message.status) ||
    message.type === 'reaction'
  )
}
