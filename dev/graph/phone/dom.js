/**
 * Makes an element. Properties are set as properties, `class`, `aria-*`, `data-*` and `role` as attributes; null children are left out.
 *
 * @param {string} tag
 * @param {Record<string, unknown>} [properties]
 * @param {...(Node | string | null | false | undefined)} children
 * @returns {HTMLElement}
 */
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue
    if (/^(class|role|for|style|popover)$|-/.test(name)) node.setAttribute(name, String(value))
    else node[name] = value
  }
  node.append(...children.filter((child) => child !== null && child !== false && child !== undefined))
  return node
}

const PATHS = {
  add: 'M12 5v14M5 12h14',
  attach: 'M20 11.5 12.2 19a5 5 0 0 1-7-7l8-7.8a3.3 3.3 0 0 1 4.7 4.7l-8 7.8a1.7 1.7 0 0 1-2.4-2.4l7.2-7',
  back: 'M15 5l-7 7 7 7',
  close: 'M6 6l12 12M18 6L6 18',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  details: 'M12 11v6M12 7.5v.01M3.5 12a8.5 8.5 0 1 0 17 0 8.5 8.5 0 1 0-17 0',
  document: 'M7 3h7l5 5v13H7zM14 3v5h5',
  edit: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
  mic: 'M12 15a3 3 0 0 0 3-3V6a3 3 0 0 0-6 0v6a3 3 0 0 0 3 3zM6 11.5a6 6 0 0 0 12 0M12 17.5V21',
  photo: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.500 9v.010',
  sticker: 'M5 4h14v9l-6 6H5zM13 19v-6h6',
  trash: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
  down: 'M6 9.5l6 6 6-6',
  link: 'M14 4h6v6M20 4l-9 9M18 14v6H4V6h6',
  list: 'M9 6h11M9 12h11M9 18h11M4.5 6v.01M4.5 12v.01M4.5 18v.01',
  phone: 'M6 3h4l2 5-3 2a12 12 0 0 0 5 5l2-3 5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 4 5a2 2 0 0 1 2-2',
  pin: 'M12 21s7-6.2 7-11a7 7 0 0 0-14 0c0 4.8 7 11 7 11zM9.5 10a2.5 2.5 0 1 0 5 0 2.5 2.5 0 1 0-5 0',
  plane:
    'M21 12c0-1-1-1.7-2-1.7h-4.5L9.5 3H7.6l2.4 7.3H6L4.2 8H3l1 4-1 4h1.2L6 13.7h4L7.600 21h1.900l5-7.3H19c1 0 2-.7 2-1.700z',
  reply: 'M10 7L4 12.500l6 5.500v-3.500c5 0 8 1.500 10 5 0-6-3.500-9.500-10-9.500z',
  send: 'M4 12l16-8-5 17-3.500-6.500zM11.500 14.500L20 4',
  user: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 20.500a7.500 7.500 0 0 1 15 0',
}

/** @param {keyof typeof PATHS} name */
export function icon(name) {
  return drawing('0 0 24 24', PATHS[name], 'icon')
}

/** One tick or two, as on a message. @param {1 | 2} count */
export function ticks(count) {
  return count === 1
    ? drawing('0 0 16 12', 'M2.500 6.500l3.500 3.500 7-8', 'ticks')
    : drawing('0 0 20 12', 'M1.500 6.500l3.500 3.500 7-8M9.500 9.200l.8.800 7-8', 'ticks')
}

export function clock() {
  return drawing('0 0 16 16', 'M8 4.500V8l2.300 1.500M2 8a6 6 0 1 0 12 0A6 6 0 1 0 2 8', 'ticks')
}

function drawing(viewBox, path, kind) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('viewBox', viewBox)
  svg.setAttribute('class', kind)
  svg.setAttribute('aria-hidden', 'true')
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  line.setAttribute('d', path)
  svg.append(line)
  return svg
}

/** A round face with initials, its colour taken from the name. @param {string} name @param {string} [kind] */
export function face(name, kind = '') {
  const words = name.replace(/^[@+]/, '').split(/\s+/).filter(Boolean)
  const initials = words.length > 1 ? words[0][0] + words.at(-1)[0] : (words[0] ?? '?').slice(0, 2)
  const hue = [...name].reduce((sum, letter) => (sum * 137 + letter.codePointAt(0) * 61) % 360, 11)
  return el('span', { class: `face ${kind}`, style: `--hue:${hue}`, 'aria-hidden': 'true' }, initials.toUpperCase())
}

let toastTimer = 0

/** Says something for a moment. @param {string} text */
export function toast(text) {
  const node = document.getElementById('toast')
  node.textContent = text
  node.classList.add('shown')
  clearTimeout(toastTimer)
  toastTimer = setTimeout(() => node.classList.remove('shown'), 3200)
}

/** `+1 555 078 3881`, or nothing special for numbers that are not known to group that way. @param {string} digits */
export function formatPhone(digits) {
  const american = /^1(\d{3})(\d{3})(\d{4})$/.exec(digits)
  return american
    ? `+1 ${american[1]} ${american[2]} ${american[3]}`
    : `+${digits.slice(0, 2)} ${digits.slice(2).replace(/(\d{3})(?=\d{2})/g, '$1 ')}`.trim()
}

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hour12: false })
const DAY = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' })
const SHORT_DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })

/** @param {number} atMs */
export const timeOf = (atMs) => TIME.format(atMs)

/** Today, Yesterday or the date. @param {number} atMs */
export function dayOf(atMs) {
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(atMs).setHours(0, 0, 0, 0)) / 86_400_000)
  return days === 0 ? 'Today' : days === 1 ? 'Yesterday' : DAY.format(atMs)
}

/** The time today, else the short date. @param {number} atMs */
export function whenOf(atMs) {
  const day = dayOf(atMs)
  return day === 'Today' ? timeOf(atMs) : day === 'Yesterday' ? day : SHORT_DAY.format(atMs)
}
