import type { ChannelNotice, NoticeCode, NoticeWords } from '../../worker/contract/channel-notice.ts'
import { loadArea } from './index.ts'

/** What stands in a sentence, in the person's language; empty where Meta did not say it. */
interface Said {
  template: string
  /** Of the template, as Meta has it; empty if it is about none. */
  name: string
  status: string
  reason: string
  from: string
  to: string
  category: string
  decision: string
  number: string
  limit: string
  account: string
  restrictions: string
  alert: string
  security: string
  title: string
  code: string
}

export interface NoticeTexts {
  words: { readonly [Kind in keyof NoticeWords]: Readonly<Record<NoticeWords[Kind][number], string>> }
  /** @param template Its name, which may be absent. */
  template: (of: { template: string; language: string }) => string
  sentences: Readonly<Record<NoticeCode, (said: Said) => string>>
}

let texts: NoticeTexts

loadArea<{ notices: NoticeTexts }>(
  {
    en: async () => ({ notices: (await import('./en-notices.ts')).enNotices }),
    nl: async () => ({ notices: (await import('./nl-notices.ts')).nlNotices }),
    es: async () => ({ notices: (await import('./es-notices.ts')).esNotices }),
    pt: async () => ({ notices: (await import('./pt-notices.ts')).ptNotices }),
  },
  ({ notices }) => {
    texts = notices
  },
)

/** What Meta said, in the person's language. A word of Meta's that we have none for stands there as Meta wrote it. */
export function sayNotice(notice: ChannelNotice): string {
  return sayWith(texts, notice)
}

/** Meta tells a limit as its tier, or as the number of customers. */
function tierOf(limit: string): string {
  return /^\d+$/.test(limit) ? `TIER_${limit.replace(/000$/, 'K')}` : limit.toUpperCase()
}

export function sayWith({ words, template, sentences }: NoticeTexts, { code, parameters }: ChannelNotice): string {
  const wordOf = (kind: keyof NoticeWords, said = ''): string =>
    (words[kind] as Record<string, string>)[said.toUpperCase()] ?? said
  const { event, from, to, reason, limit = '', restrictions = '', title = '' } = parameters
  const { template: name = '', language = '' } = parameters
  return sentences[code]({
    ...{ template: template({ template: name, language }), name, title, code: parameters.code ?? '' },
    ...{ reason: wordOf('reason', reason), from: wordOf('quality', from), to: wordOf('quality', to) },
    status: wordOf('template', event),
    category: wordOf('category', event),
    decision: wordOf('decision', event),
    number: wordOf('number', event),
    account: wordOf('account', event),
    alert: wordOf('alert', event),
    security: wordOf('security', event),
    limit: words.limit[tierOf(limit) as keyof typeof words.limit] ?? limit,
    restrictions: restrictions
      .split(',')
      .map((each) => wordOf('restriction', each))
      .join(', '),
  })
}
