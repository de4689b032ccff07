import { call } from './api.js'
import { el, icon, toast } from './dom.js'
import { previewOf } from './message-text.js'

const ACCEPT =
  'image/jpeg,image/png,image/webp,video/mp4,audio/ogg,audio/mpeg,audio/mp4,audio/aac,application/pdf,text/plain'

/**
 * Where the customer writes: text, a file, an answer to a quoted message.
 *
 * @param {{address: {customerId: string, phoneNumberId: string}, send: (message: object) => Promise<unknown>}} options
 */
export function createComposer({ address, send }) {
  let quoted = null
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
    { type: 'button', class: 'round', 'aria-label': 'Send a photo or file', onclick: () => file.click() },
    icon('attach'),
  )
  const note = el('p', { class: 'away', hidden: true }, icon('plane'), 'Offline: nothing leaves or arrives')
  const form = el('form', { class: 'composer' }, note, strip, el('div', { class: 'field' }, attach, field, file, go))

  const grow = () => {
    field.style.height = 'auto'
    field.style.height = `${Math.min(120, field.scrollHeight)}px`
    go.disabled = field.value.trim() === '' || field.disabled
  }
  const quote = (message, businessName) => {
    quoted = message
    strip.hidden = message === null
    if (message === null) return
    const who = message.direction === 'in' ? 'You' : businessName
    const cancel = el(
      'button',
      { type: 'button', class: 'round', 'aria-label': 'Do not quote', onclick: () => quote(null) },
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
    void send({ type: 'text', text: { body }, ...context() })
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

  grow()
  return {
    node: form,
    quote,
    /** @param {boolean} online */
    presence(online) {
      note.hidden = online
      field.disabled = !online
      attach.disabled = !online
      field.placeholder = online ? 'Message' : 'You are offline'
      grow()
    },
  }
}
