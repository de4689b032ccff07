import { el, icon, toast } from './dom.js'

const EMOJI = ['👍', '❤️', '😂', '😮', '😢', '🙏']

/**
 * The little menu of a message: react, reply, copy its id, and change what is one's own.
 *
 * @param {HTMLElement} anchor
 * @param {{id: string, mine: string | null, onReact: (emoji: string) => void, onReply: () => void, onEdit?: () => void, onRevoke?: () => void}} message
 */
export function openMenu(anchor, { id, mine, onReact, onReply, onEdit, onRevoke }) {
  document.getElementById('menu')?.remove()
  const close = (then) => () => {
    menu.hidePopover()
    then()
  }
  const faces = EMOJI.map((emoji) =>
    el(
      'button',
      {
        type: 'button',
        class: emoji === mine ? 'on' : '',
        'aria-label': `React with ${emoji}`,
        'aria-pressed': String(emoji === mine),
        onclick: close(() => onReact(emoji === mine ? '' : emoji)),
      },
      emoji,
    ),
  )
  const menu = el(
    'div',
    { id: 'menu', class: 'menu', popover: 'auto' },
    el('div', { class: 'emoji' }, ...faces),
    el('button', { type: 'button', class: 'item', onclick: close(onReply) }, icon('reply'), 'Reply'),
    onEdit && el('button', { type: 'button', class: 'item', onclick: close(onEdit) }, icon('edit'), 'Edit'),
    onRevoke &&
      el('button', { type: 'button', class: 'item', onclick: close(onRevoke) }, icon('trash'), 'Delete for everyone'),
    el(
      'button',
      { type: 'button', class: 'item', onclick: close(() => void copyId(id)) },
      icon('copy'),
      'Copy message id',
    ),
  )
  document.body.append(menu)
  menu.addEventListener('toggle', (event) => event.newState === 'closed' && menu.remove())
  menu.showPopover()
  const at = anchor.getBoundingClientRect()
  const { offsetWidth: width, offsetHeight: height } = menu
  const left = Math.min(innerWidth - width - 8, Math.max(8, at.right - width / 2))
  const top = at.bottom + height + 8 > innerHeight ? at.top - height - 4 : at.bottom + 4
  menu.style.left = `${left}px`
  menu.style.top = `${Math.max(8, top)}px`
  menu.querySelector('button').focus({ preventScroll: true })
}

async function copyId(id) {
  await navigator.clipboard.writeText(id).catch(() => {})
  toast('Message id copied')
}
