import { call } from './api.js'
import { flowAnswer } from './bubble.js'
import { el, icon, toast } from './dom.js'

const PLACE = { latitude: 52.3731, longitude: 4.8922, name: 'Dam square', address: 'Dam 1, Amsterdam' }
const CARD = [
  {
    name: { formatted_name: 'Jonas Brandt', first_name: 'Jonas', last_name: 'Brandt' },
    phones: [{ phone: '+49 30 901820', wa_id: '4930901820', type: 'WORK' }],
  },
]

/**
 * Everything a customer can send that is not typed. Voice note, sticker and document come ready-made.
 *
 * @param {HTMLElement} anchor
 * @param {{address: {customerId: string, phoneNumberId: string}, send: (message: object) => Promise<unknown>, onFile: () => void, lastAsked: () => string | null}} options
 */
export function openAttachMenu(anchor, { address, send, onFile, lastAsked }) {
  document.getElementById('menu')?.remove()
  const item = (symbol, label, run) =>
    el(
      'button',
      {
        type: 'button',
        class: 'item',
        onclick: () => {
          menu.hidePopover()
          run()
        },
      },
      icon(symbol),
      label,
    )
  const sample = (name, type, more) => () =>
    void sendSample(name, { ...address, type, ...more }).catch((error) => toast(error.message))
  const answerFlow = () => {
    const asked = lastAsked()
    void send({ ...flowAnswer(), ...(asked && { context: { message_id: asked } }) })
  }
  const menu = el(
    'div',
    { id: 'menu', class: 'menu', popover: 'auto' },
    item('photo', 'Photo, video or file…', onFile),
    item('mic', 'Voice note', sample('voice.ogg', 'audio', { voice: 'true' })),
    item('document', 'Document', sample('invoice.pdf', 'document', { filename: 'invoice.pdf' })),
    item('sticker', 'Sticker', sample('sheep.webp', 'sticker', {})),
    item('pin', 'Location', () => void send({ type: 'location', location: PLACE })),
    item('user', 'Contact card', () => void send({ type: 'contacts', contacts: CARD })),
    item('list', 'Answer to a flow', answerFlow),
  )
  document.body.append(menu)
  menu.addEventListener('toggle', (event) => event.newState === 'closed' && menu.remove())
  menu.showPopover()
  const at = anchor.getBoundingClientRect()
  menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - menu.offsetWidth - 8))}px`
  menu.style.top = `${Math.max(8, at.top - menu.offsetHeight - 6)}px`
  menu.querySelector('button').focus({ preventScroll: true })
}

async function sendSample(name, fields) {
  const response = await fetch(`/__phone/samples/${name}`)
  if (!response.ok) throw new Error('The sample is not there')
  const form = new FormData()
  for (const [key, value] of Object.entries(fields)) form.set(key, value)
  form.set('file', new File([await response.blob()], name, { type: response.headers.get('content-type') ?? '' }))
  await call('/__phone/messages', { form })
}
