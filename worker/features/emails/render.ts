import type { Locale } from '../../contract/locale.ts'
import { type EmailKind, type EmailValues, wordEmail } from './texts.ts'

const MARKS: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (mark) => MARKS[mark] ?? mark)

/** The subject, and the same words as text and as HTML. What people typed (names) is escaped, and stays on one line. */
export function renderEmail<K extends EmailKind>(locale: Locale, kind: K, values: EmailValues[K]) {
  const { subject, lines, button } = wordEmail(locale, kind, values)
  const { link } = values
  const text = [...lines, `${button}: ${link}`, 'ADSapp'].join('\n\n')
  const paragraphs = lines.map((line) => `<p style="margin:0 0 16px">${escapeHtml(line)}</p>`).join('')
  const html = `<!doctype html><html lang="${locale}"><body style="margin:0;padding:32px 16px;background:#f5f6f7;font:15px/1.5 system-ui,sans-serif;color:#1c2024"><div style="max-width:480px;margin:0 auto;padding:32px;background:#fff;border:1px solid #e3e5e8;border-radius:8px"><p style="margin:0 0 24px;font-weight:600">ADSapp</p>${paragraphs}<p style="margin:24px 0"><a href="${escapeHtml(link)}" style="display:inline-block;padding:10px 18px;border-radius:6px;background:#0b6e4f;color:#fff;text-decoration:none">${escapeHtml(button)}</a></p><p style="margin:0;font-size:13px;color:#60646c;overflow-wrap:anywhere">${escapeHtml(link)}</p></div></body></html>`
  return { subject: subject.replace(/[\r\n]+/g, ' '), text, html }
}
