import { clock, el, icon, ticks, timeOf, toast } from './dom.js'
import { formatted } from './format.js'
import { previewOf, replyTitle } from './message-text.js'

/**
 * A message as a bubble.
 *
 * @param {any} message
 * @param {{quoted: any, reactions: {emoji: string, mine: boolean}[], businessName: string, isLatest: boolean, onAnswer: (answer: object) => void, onMenu: (anchor: HTMLElement) => void, onList: (content: any) => void, onQuote: (id: string) => void}} around
 */
export function bubble(message, around) {
  const mine = message.direction === 'in'
  const body = el('div', { class: `bubble ${mine ? 'mine' : 'theirs'} ${message.type}` })
  if (message.contextId) body.append(quote(message, around))
  body.append(...(message.revoked ? [el('em', { class: 'gone' }, 'You deleted this message')] : contentOf(message)))
  body.append(
    el(
      'span',
      { class: 'meta' },
      message.edited && !message.revoked && 'Edited ',
      timeOf(message.atMs),
      mine && tick(message.status),
    ),
  )
  const more = el('button', { type: 'button', class: 'more', 'aria-label': 'React, reply or change' }, icon('down'))
  more.onclick = () => around.onMenu(more)
  body.append(more)
  holdToOpen(body, () => around.onMenu(more))

  const buttons = buttonsOf(message, around)
  const reactions = around.reactions.map(({ emoji }) => emoji)
  return el(
    'div',
    { class: `line ${mine ? 'mine' : 'theirs'} ${buttons.length > 0 ? 'tappable' : ''}`, id: `m-${message.seq}` },
    body,
    reactions.length > 0 &&
      el(
        'span',
        { class: 'reactions', title: 'Reactions' },
        [...new Set(reactions)].join(''),
        reactions.length > 1 && ` ${reactions.length}`,
      ),
    buttons.length > 0 && el('div', { class: 'taps' }, ...buttons),
  )
}

function tick(status) {
  const label =
    { pending: 'Waiting for the business', sent: 'Delivered to the business', read: 'Read by the business' }[status] ??
    status
  const drawn = status === 'pending' ? clock() : ticks(status === 'read' ? 2 : 1)
  return el('span', { class: `tick ${status}`, role: 'img', 'aria-label': label, title: label }, drawn)
}

function quote(message, { quoted, businessName, onQuote }) {
  const who = quoted?.direction === 'in' ? 'You' : businessName
  const node = el(
    'button',
    { type: 'button', class: 'quote' },
    el('b', {}, who),
    el('span', {}, quoted ? previewOf(quoted) : 'An earlier message'),
  )
  node.onclick = () => onQuote(message.contextId)
  return node
}

/** @returns {(Node | string)[]} */
function contentOf({ type, content, id }) {
  if (type === 'text') return [text(content.body)]
  if (type === 'button') return [text(content.text)]
  if (type === 'template') return parts(content.rendered ?? { body: content.name })
  if (type === 'interactive') {
    const title = replyTitle(content)
    if (title)
      return [
        text(title),
        content.list_reply?.description ? el('small', { class: 'foot' }, content.list_reply.description) : '',
      ]
    const { header } = content
    return parts({
      header: header && (header.type === 'text' ? header : { type: header.type, media: header[header.type] }),
      body: content.body?.text ?? '',
      footer: content.footer?.text,
    })
  }
  if (['image', 'video', 'audio', 'document', 'sticker'].includes(type))
    return [media(type, content, id), content.caption ? text(content.caption) : '']
  if (type === 'location') return [place(content)]
  if (type === 'contacts') return (content.contacts ?? []).map(card)
  return [el('p', { class: 'unknown' }, `This phone cannot show messages of type “${type}”.`)]
}

function text(value) {
  return el('div', { class: 'text' }, ...formatted(value ?? ''))
}

function parts({ header, body, footer }) {
  return [
    header?.type === 'text' ? el('div', { class: 'title' }, header.text) : '',
    header && header.type !== 'text' ? media(header.type, header.media ?? {}, '') : '',
    text(body),
    footer ? el('small', { class: 'foot' }, footer) : '',
  ]
}

function media(type, content, messageId) {
  const source = content.id ? `/__phone/media/${content.id}` : content.link
  const missing = (node) => {
    node.onerror = () => node.replaceWith(el('p', { class: 'unknown' }, `The ${type} is not here any more.`))
    return node
  }
  if (type === 'image' || type === 'sticker')
    return missing(el('img', { class: type, src: source, alt: content.caption ?? '', loading: 'lazy' }))
  if (type === 'video')
    return missing(el('video', { src: source, controls: true, preload: 'metadata', 'aria-label': 'Video' }))
  if (type === 'audio') {
    const player = missing(el('audio', { src: source, controls: true, preload: 'metadata', 'aria-label': 'Audio' }))
    player.addEventListener(
      'play',
      () => player.dispatchEvent(new CustomEvent('heard', { bubbles: true, detail: messageId })),
      { once: true },
    )
    return player
  }
  if (type === 'location') return place(content)
  const name = content.filename ?? 'Document'
  return el(
    'a',
    { class: 'file', href: source, target: '_blank' },
    el('span', { class: 'badge' }, icon('document')),
    el('span', {}, el('b', {}, name), el('small', {}, /\.(\w+)$/.exec(name)?.[1]?.toUpperCase() ?? 'File')),
  )
}

function place({ latitude, longitude, name, address }) {
  const spot = `${Number(latitude).toFixed(4)}, ${Number(longitude).toFixed(4)}`
  return el(
    'div',
    { class: 'place' },
    el('div', { class: 'map' }, icon('pin')),
    el('b', {}, name ?? 'Location'),
    el('small', {}, address ?? spot),
  )
}

function card({ name, phones }) {
  return el(
    'div',
    { class: 'card' },
    el('span', { class: 'badge' }, icon('user')),
    el('span', {}, el('b', {}, name?.formatted_name ?? ''), el('small', {}, phones?.[0]?.phone ?? '')),
  )
}

function buttonsOf(message, { onAnswer, onList }) {
  const context = { message_id: message.id }
  const tap = (label, symbol, onclick) =>
    el('button', { type: 'button', class: 'tap', onclick }, symbol && icon(symbol), label)
  const { content } = message
  if (message.type === 'template') {
    return (content.rendered?.buttons ?? []).map((button) => {
      if (button.type === 'quick_reply') {
        return tap(button.text, 'reply', () =>
          onAnswer({ type: 'button', button: { text: button.text, payload: button.payload }, context }),
        )
      }
      if (button.type === 'copy_code') return tap(button.text, 'copy', () => copy(button.code))
      if (button.type === 'url') return tap(button.text, 'link', () => window.open(button.url, '_blank', 'noopener'))
      return tap(button.text, 'phone', () => toast('This phone makes no calls'))
    })
  }
  if (message.type !== 'interactive' || message.direction === 'in') return []
  if (content.type === 'button') {
    return content.action.buttons.map(({ reply }) =>
      tap(reply.title, 'reply', () =>
        onAnswer({ type: 'interactive', interactive: { type: 'button_reply', button_reply: reply }, context }),
      ),
    )
  }
  if (content.type === 'list') return [tap(content.action.button, 'list', () => onList({ content, context }))]
  if (content.type === 'cta_url') {
    const { display_text, url } = content.action.parameters
    return [tap(display_text, 'link', () => window.open(url, '_blank', 'noopener'))]
  }
  if (content.type === 'flow') {
    const label = content.action?.parameters?.flow_cta ?? 'Fill in'
    return [tap(label, 'list', () => onAnswer({ ...flowAnswer(content.action?.parameters?.flow_token), context }))]
  }
  if (content.type === 'location_request_message') {
    const location = { latitude: 52.3731, longitude: 4.8922, name: 'Dam square', address: 'Amsterdam' }
    return [tap('Send location', 'pin', () => onAnswer({ type: 'location', location, context }))]
  }
  return []
}

/** What a filled-in flow sends. @param {string} [token] */
export function flowAnswer(token = 'unused') {
  const answers = { flow_token: token, size: 'large', gift_wrap: true }
  const nfm_reply = { name: 'flow', body: 'Sent', response_json: JSON.stringify(answers) }
  return { type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply } }
}

async function copy(code) {
  await navigator.clipboard.writeText(code).catch(() => {})
  toast(`Copied ${code}`)
}

function holdToOpen(node, open) {
  let timer = 0
  node.addEventListener('pointerdown', (event) => {
    if (event.pointerType === 'touch') timer = setTimeout(open, 450)
  })
  for (const name of ['pointerup', 'pointercancel', 'pointermove'])
    node.addEventListener(name, () => clearTimeout(timer))
  node.addEventListener('contextmenu', (event) => {
    event.preventDefault()
    open()
  })
}
