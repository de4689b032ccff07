import { call } from './api.js'
import { openAttachMenu } from './attach-menu.js'
import { el, icon, toast } from './dom.js'
import { previewOf } from './message-text.js'

const ACCEPT =
  'image/jpeg,image/png,image/webp,video/mp4,audio/ogg,audio/mpeg,audio/mp4,audio/aac,application/pdf,text/plain'

/**
 * Where the customer writes: text, a file, an answer to a quoted message.
 *
 * @param {{address: {customerId: string, phoneNumberId: string}, send: (message: object) => Promise<unknown>, lastAsked: () => string | null}} options
 */
export function createComposer({ address, send, lastAsked }) {
  let quoted = null
  let edited = null
  const field = el('textarea', {
    rows: 1,
    placeholder: 'Message',
    'aria-label': 'Message',
    maxLength: 4096,
    enterKeyHint: 'send',
  })
  const file = el('input', { type: 'file', accept: ACCEPT, hidden: true, 'aria-label': 'File to send' })
  const strip = el('div', { class: 'replying', hidden: true })
  const go = el('button', { type: 'submit', class: 'go', 'aria-label': 'Send' }, icon('send'))
  const attach = el(
    'button',
    {
      type: 'button',
      class: 'round',
      'aria-label': 'Send something else',
      onclick: () => openAttachMenu(attach, { address, send, lastAsked, onFile: () => file.click() }),
    },
    icon('attach'),
  )
  const why = el('span')
  const note = el('p', { class: 'away', hidden: true }, icon('plane'), why)
  const form = el('form', { class: 'composer' }, note, strip, el('div', { class: 'field' }, attach, field, file, go))

  const grow = () => {
    field.style.height = 'auto'
    field.style.height = `${Math.min(120, field.scrollHeight)}px`
    go.disabled = field.value.trim() === '' || field.disabled
  }
  const quote = (message, businessName) => {
    quoted = message
    edited = null
    stripFor(message, message?.direction === 'in' ? 'You' : businessName, 'Do not quote', () => quote(null))
  }
  const edit = (message) => {
    quoted = null
    edited = message
    field.value = message?.content.body ?? ''
    stripFor(message, 'Edit', 'Do not edit', () => edit(null))
    grow()
  }
  const stripFor = (message, who, label, onCancel) => {
    strip.hidden = message === null
    if (message === null) return
    const cancel = el(
      'button',
      { type: 'button', class: 'round', 'aria-label': label, onclick: onCancel },
      icon('close'),
    )
    strip.replaceChildren(el('div', { class: 'quote' }, el('b', {}, who), el('span', {}, previewOf(message))), cancel)
    field.focus()
  }
  const context = () => (quoted ? { context: { message_id: quoted.id } } : {})

  form.onsubmit = (event) => {
    event.preventDefault()
    const body = field.value.trim()
    if (body === '' || field.disabled) return
    void send(
      edited
        ? {
            type: 'edit',
            edit: { original_message_id: edited.id, message: { type: 'text', text: { body } } },
          }
        : { type: 'text', text: { body }, ...context() },
    )
    field.value = ''
    quote(null)
    grow()
  }
  field.oninput = grow
  field.onkeydown = (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    form.requestSubmit()
  }
  file.onchange = () => void sendFile()

  const sendFile = async () => {
    const [chosen] = file.files
    file.value = ''
    if (!chosen) return
    const type =
      chosen.type === 'image/webp' ? 'sticker' : (/^(image|video|audio)\//.exec(chosen.type)?.[1] ?? 'document')
    const upload = new FormData()
    const caption = type === 'audio' || type === 'sticker' ? '' : field.value.trim()
    const fields = {
      ...address,
      type,
      caption,
      contextId: quoted?.id,
      ...(type === 'document' ? { filename: chosen.name } : {}),
    }
    for (const [name, value] of Object.entries(fields)) if (value) upload.set(name, value)
    upload.set('file', chosen)
    if (caption) field.value = ''
    quote(null)
    grow()
    await call('/__phone/messages', { form: upload }).catch((error) => toast(error.message))
  }

  let isOnline = true
  let isBlocked = false
  const settle = () => {
    const can = isOnline && !isBlocked
    note.hidden = can
    why.textContent = isOnline
      ? 'You blocked this business: nothing leaves or arrives'
      : 'Offline: nothing leaves or arrives'
    field.disabled = !can
    attach.disabled = !can
    field.placeholder = can ? 'Message' : isOnline ? 'Blocked' : 'You are offline'
    grow()
  }
  grow()
  return {
    node: form,
    quote,
    edit,
    /** @param {boolean} online */
    presence(online) {
      isOnline = online
      settle()
    },
    /** @param {boolean} blocked */
    refuse(blocked) {
      isBlocked = blocked
      settle()
    },
  }
}
