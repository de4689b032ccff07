import type { Upload } from '../../worker/contract/channel.ts'
import type { NewInteractiveContent } from '../../worker/contract/new-interactive.ts'

export type QuestionKind = NewInteractiveContent['type']

/** What the builder holds; only the parts of the chosen kind are sent. */
export interface Question {
  kind: QuestionKind
  heading: string
  photo: Upload | null
  body: string
  footer: string
  buttons: readonly string[]
  listButton: string
  sections: readonly Section[]
  linkText: string
  url: string
}
export interface Section {
  title: string
  rows: readonly { title: string; description: string }[]
}

export const emptyRow = { title: '', description: '' }

export function emptyQuestion(body: string): Question {
  return {
    kind: 'button',
    heading: '',
    photo: null,
    body,
    footer: '',
    buttons: ['', ''],
    listButton: '',
    sections: [{ title: '', rows: [emptyRow, emptyRow] }],
    linkText: '',
    url: 'https://',
  }
}

export const rowCount = ({ sections }: Question): number => sections.reduce((sum, { rows }) => sum + rows.length, 0)

export type QuestionProblem =
  | 'body'
  | 'buttons'
  | 'sameButtons'
  | 'listButton'
  | 'rows'
  | 'sections'
  | 'linkText'
  | 'url'

/** The first thing that keeps the question from being sent; null if nothing does. Lengths are kept by the fields. */
export function questionProblem(question: Question): QuestionProblem | null {
  const { kind, body, buttons, listButton, sections, linkText, url } = question
  const isBlank = (text: string) => text.trim() === ''
  if (isBlank(body)) return 'body'
  if (kind === 'button') {
    if (buttons.some(isBlank)) return 'buttons'
    return new Set(buttons.map((one) => one.trim())).size < buttons.length ? 'sameButtons' : null
  }
  if (kind === 'list') {
    if (isBlank(listButton)) return 'listButton'
    if (sections.some(({ rows }) => rows.some((row) => isBlank(row.title)))) return 'rows'
    return sections.length > 1 && sections.some(({ title }) => isBlank(title)) ? 'sections' : null
  }
  if (isBlank(linkText)) return 'linkText'
  return isWebAddress(url) ? null : 'url'
}

function isWebAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null
  return (url?.protocol === 'https:' || url?.protocol === 'http:') && url.hostname.includes('.')
}

/** Reply buttons under a text; ids tell a bot or report which one was chosen. */
export function replyButtons(titles: readonly string[]) {
  return titles.map((title, index) => ({
    type: 'reply' as const,
    reply: { id: `button-${index + 1}`, title: title.trim() },
  }))
}

/** The question as the contract has it; what is not filled in yet is sent as it stands, for the preview. */
export function questionContent(question: Question): NewInteractiveContent {
  const { kind, heading, photo, footer, body, buttons, listButton, sections, linkText, url } = question
  const text = heading.trim()
  const textHeader = text === '' ? {} : { header: { type: 'text' as const, text } }
  const header = photo ? { header: { type: 'image' as const, image: { id: photo.id } } } : textHeader
  const shared = {
    body: { text: body.trim() },
    ...(footer.trim() !== '' && { footer: { text: footer.trim() } }),
  }
  if (kind === 'button') return { type: kind, ...header, ...shared, action: { buttons: replyButtons(buttons) } }
  if (kind === 'cta_url') {
    const parameters = { display_text: linkText.trim(), url: url.trim() }
    return { type: kind, ...header, ...shared, action: { name: kind, parameters } }
  }
  let row = 0
  return {
    type: kind,
    ...textHeader,
    ...shared,
    action: {
      button: listButton.trim(),
      sections: sections.map(({ title, rows }) => ({
        ...(title.trim() !== '' && { title: title.trim() }),
        rows: rows.map(({ title: label, description }) => {
          row += 1
          return {
            id: `row-${row}`,
            title: label.trim(),
            ...(description.trim() !== '' && { description: description.trim() }),
          }
        }),
      })),
    },
  }
}
