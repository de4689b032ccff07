import { call } from './api.js'
import { bubble } from './bubble.js'
import { createComposer } from './composer.js'
import { dayOf, el, face, formatPhone, icon, toast } from './dom.js'
import { openListSheet } from './list-sheet.js'
import { openMenu } from './message-menu.js'
import { isVisible, withChanges } from './message-text.js'

/**
 * One chat: header, messages and composer. It keeps itself up to date through `show`, `typing` and `presence`.
 *
 * @param {{customer: any, chat: any, onBack: () => void, onDetails: () => void}} options
 */
export function createThread({ customer, chat, onBack, onDetails }) {
  const address = { customerId: customer.id, phoneNumberId: chat.phoneNumberId }
  const send = (message) =>
    call('/__phone/messages', { body: { ...address, ...message } }).catch((error) => toast(error.message))
  /** What the business asked last, for an answer that no button leads to. */
  let lastAsked = null
  const composer = createComposer({ address, send, lastAsked: () => lastAsked })
  const subtitle = el('small', { 'aria-live': 'polite' })
  const stream = el('div', {
    class: 'stream',
    tabIndex: 0,
    role: 'log',
    'aria-label': `Chat with ${chat.verifiedName}`,
  })
  const dots = el(
    'div',
    { class: 'line theirs', hidden: true },
    el('div', { class: 'bubble theirs dots', 'aria-label': 'Typing' }, el('i'), el('i'), el('i')),
  )
  const node = el(
    'section',
    { class: 'thread' },
    el(
      'header',
      { class: 'bar' },
      el(
        'button',
        { type: 'button', class: 'round', 'aria-label': 'Back to the chats', onclick: onBack },
        icon('back'),
      ),
      face(chat.verifiedName, 'shop'),
      el('div', { class: 'who' }, el('h1', {}, chat.verifiedName), subtitle),
      el(
        'button',
        { type: 'button', class: 'round only-narrow', 'aria-label': 'Behind the phone', onclick: onDetails },
        icon('details'),
      ),
    ),
    stream,
    composer.node,
  )
  stream.addEventListener(
    'heard',
    (event) => void call('/__phone/played', { body: { messageId: event.detail } }).catch(() => {}),
  )

  /** Drawn lines by message id, redrawn only when their message changed. */
  const drawn = new Map()
  let typingTimer = 0

  const rest = () => (subtitle.textContent = `Business account · ${formatPhone(chat.displayPhoneNumber)}`)
  const typing = (untilMs) => {
    clearTimeout(typingTimer)
    const left = untilMs - Date.now()
    dots.hidden = left <= 0
    if (left <= 0) return void rest()
    subtitle.textContent = 'typing…'
    toEnd()
    typingTimer = setTimeout(() => typing(0), left)
  }
  const toEnd = () => (stream.scrollTop = stream.scrollHeight)

  const show = (messages) => {
    const wasAtEnd = stream.scrollHeight - stream.scrollTop - stream.clientHeight < 80
    const visible = withChanges(messages).filter(isVisible)
    lastAsked = messages.findLast((message) => message.direction === 'out')?.id ?? null
    const byId = new Map(messages.map((message) => [message.id, message]))
    const reactions = reactionsOf(visible)
    const bubbles = visible.filter((message) => message.type !== 'reaction')
    const lines = []
    let day = ''
    for (const message of bubbles) {
      const today = dayOf(message.atMs)
      if (today !== day) lines.push(el('div', { class: 'day' }, today))
      day = today
      lines.push(line(message, { byId, reactions: reactions.get(message.id) ?? [] }))
    }
    if (lines.length === 0) lines.push(el('p', { class: 'empty' }, `Say hello to ${chat.verifiedName}.`))
    stream.replaceChildren(...lines, dots)
    if (wasAtEnd) toEnd()
  }

  const line = (message, { byId, reactions }) => {
    const key = JSON.stringify([message, reactions])
    const known = drawn.get(message.id)
    if (known?.key === key) return known.node
    const mine = reactions.find((reaction) => reaction.mine)?.emoji ?? null
    const made = bubble(message, {
      quoted: byId.get(message.contextId),
      reactions,
      businessName: chat.verifiedName,
      onAnswer: send,
      onList: (list) => openListSheet(node, list, send),
      onQuote: (id) => drawn.get(id)?.node.scrollIntoView({ block: 'center', behavior: 'smooth' }),
      onMenu: (anchor) =>
        openMenu(anchor, {
          id: message.id,
          mine,
          onReact: (emoji) => void send({ type: 'reaction', reaction: { message_id: message.id, emoji } }),
          onReply: () => composer.quote(message, chat.verifiedName),
          ...(message.direction === 'in' &&
            !message.revoked && {
              ...(message.type === 'text' && { onEdit: () => composer.edit(message) }),
              onRevoke: () => void send({ type: 'revoke', revoke: { original_message_id: message.id } }),
            }),
        }),
    })
    drawn.set(message.id, { key, node: made })
    return made
  }

  rest()
  return { node, show, typing, presence: composer.presence, refuse: composer.refuse, toEnd }
}

/** Each side's latest reaction, by the message it is on. */
function reactionsOf(messages) {
  const latest = new Map()
  for (const { type, content, direction } of messages) {
    if (type !== 'reaction') continue
    const mine = direction === 'in'
    const others = (latest.get(content.message_id) ?? []).filter((one) => one.mine !== mine)
    latest.set(content.message_id, content.emoji ? [...others, { emoji: content.emoji, mine }] : others)
  }
  return latest
}
