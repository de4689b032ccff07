import { clock, el, face, formatPhone, icon, ticks, whenOf } from './dom.js'
import { previewOf } from './message-text.js'

/**
 * The phone's first screen: the businesses one can write to.
 *
 * @param {{customer: any, chats: any[], onOpen: (phoneNumberId: string) => void, onPeople: () => void, onDetails: () => void}} options
 */
export function chatList({ customer, chats, onOpen, onPeople, onDetails }) {
  const sorted = chats.toSorted((a, b) => (b.last?.atMs ?? 0) - (a.last?.atMs ?? 0))
  return el(
    'section',
    { class: 'chats' },
    el(
      'header',
      { class: 'bar' },
      el('div', { class: 'who' }, el('h1', {}, 'Chats'), el('small', {}, `${customer.name}’s phone`)),
      el(
        'button',
        { type: 'button', class: 'round only-narrow', 'aria-label': 'People', onclick: onPeople },
        icon('user'),
      ),
      el(
        'button',
        { type: 'button', class: 'round only-narrow', 'aria-label': 'Behind the phone', onclick: onDetails },
        icon('details'),
      ),
    ),
    !customer.online && el('p', { class: 'away' }, icon('plane'), 'Offline: nothing leaves or arrives'),
    el('ul', {}, ...sorted.map((chat) => el('li', {}, row(chat, onOpen)))),
    el(
      'p',
      { class: 'hint' },
      'Every business number of this machine is here. Messages go to its inbox by signed webhook.',
    ),
  )
}

function row(chat, onOpen) {
  const { last } = chat
  const tick =
    last?.direction === 'in' &&
    el(
      'span',
      { class: `tick ${last.status}` },
      last.status === 'pending' ? clock() : ticks(last.status === 'read' ? 2 : 1),
    )
  return el(
    'button',
    { type: 'button', class: chat.unread > 0 ? 'chat unread' : 'chat', onclick: () => onOpen(chat.phoneNumberId) },
    face(chat.verifiedName, 'shop'),
    el('b', {}, chat.verifiedName),
    el('time', {}, last ? whenOf(last.atMs) : ''),
    el('span', { class: 'line' }, tick, last ? previewOf(last) : formatPhone(chat.displayPhoneNumber)),
    chat.unread > 0 && el('span', { class: 'count' }, String(chat.unread)),
  )
}
