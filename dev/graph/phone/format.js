import { el } from './dom.js'

const TAGS = { '*': 'strong', _: 'em', '~': 's' }
const BEFORE = String.raw`(?<=^|[\s([{"'*_~.,!?:;-])`
const AFTER = String.raw`(?=$|[\s)\]}"'*_~.,!?:;-])`
const MARKED = new RegExp(String.raw`${BEFORE}([*_~])(?=\S)(.+?)(?<=\S)\1${AFTER}`, 's')
const LINK = /https?:\/\/[^\s<>"]+[^\s<>".,!?;:)]/

/**
 * WhatsApp's own formatting as elements: *bold*, _italic_, ~strike~, `code` and ```blocks```; links become links.
 *
 * @param {string} text
 * @returns {(Node | string)[]}
 */
export function formatted(text) {
  return text.split(/(```[\s\S]+?```|`[^`\n]+`)/).flatMap((part) => {
    if (/^```[\s\S]+```$/.test(part)) return [el('code', { class: 'block' }, part.slice(3, -3).trim())]
    if (/^`[^`]+`$/.test(part)) return [el('code', {}, part.slice(1, -1))]
    return inline(part)
  })
}

/** @param {string} text @returns {(Node | string)[]} */
function inline(text) {
  const link = LINK.exec(text)
  const marked = MARKED.exec(text)
  if (link && (!marked || link.index < marked.index)) {
    const anchor = el('a', { href: link[0], target: '_blank', rel: 'noopener noreferrer' }, link[0])
    return [...inline(text.slice(0, link.index)), anchor, ...inline(text.slice(link.index + link[0].length))]
  }
  if (!marked) return text === '' ? [] : [text]
  const rest = text.slice(marked.index + marked[0].length)
  return [text.slice(0, marked.index), el(TAGS[marked[1]], {}, ...inline(marked[2])), ...inline(rest)]
}

/** The text without its markers, for previews. @param {string} text */
export function plain(text) {
  return formatted(text)
    .map((part) => (typeof part === 'string' ? part : part.textContent))
    .join('')
}
