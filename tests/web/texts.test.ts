import { globSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../../dev/config.ts'
import { type FailureTexts, sayFailure } from '../../web/texts/failures.ts'
import { languages, pickLanguage, pickLocale } from '../../web/texts/language.ts'
import { type NoticeTexts, sayWith } from '../../web/texts/notices.ts'
import { type NoticeCode, noticeWords } from '../../worker/contract/channel-notice.ts'
import { findKnownCode } from '../../worker/whatsapp/failure-codes.ts'
import { findLooseTexts } from './loose-texts.ts'

const areas = globSync('web/texts/en*.ts', { cwd: ROOT }).map((path) => basename(path, '.ts').slice('en'.length))
const others = languages.filter((language) => language !== 'en')

async function read(language: string, area: string): Promise<Record<string, unknown>> {
  const module: Record<string, unknown> = await import(join(ROOT, `web/texts/${language}${area}.ts`))
  const named = Object.entries(module).map(([name, value]) => [name.replace(new RegExp(`^${language}`), '…'), value])
  return Object.fromEntries(named)
}

/** One line per text: where it stands and what it takes, such as `thread.typing(1)`. */
function shapeOf(value: unknown, path: string): string[] {
  if (typeof value === 'function') return [`${path}(${value.length})`]
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, inner]) => shapeOf(inner, `${path}.${key}`))
  }
  return [value === '' ? `${path} is empty` : path]
}

describe('the catalogue', () => {
  it('has areas to compare', () => expect(areas.length).toBeGreaterThan(3))

  it.each(others.flatMap((language) => areas.map((area) => [language, area] as const)))(
    'says in %s%s all that English says, and takes the same',
    async (language, area) => {
      const english = shapeOf(await read('en', area), '')
      expect(english.length).toBeGreaterThan(2)
      expect(shapeOf(await read(language, area), '').sort()).toEqual(english.sort())
    },
  )

  it('is where every text of the screens stands, and is read only once it is there', () => {
    const sample = `
      const early = t.common.close
      const Late = () => <p title="A title" aria-label={'A label'}>{t.common.close} Words {count} \`x\`</p>`
    expect(findLooseTexts([{ path: 'sample.tsx', text: sample }])).toEqual([
      'sample.tsx:2 t is read before it is there',
      'sample.tsx:3 A title',
      'sample.tsx:3 A label',
      'sample.tsx:3 Words',
      'sample.tsx:3 `x`',
    ])
    expect(findLooseTexts()).toEqual([])
  }, 60_000)
})

describe('the language', () => {
  it('is the one chosen, else the best of the browser that we speak, else English', () => {
    expect(pickLanguage('es', ['nl-NL'])).toBe('es')
    expect(pickLanguage(null, ['fr-FR', 'pt-PT', 'en'])).toBe('pt')
    expect(pickLanguage('klingon', ['nl'])).toBe('nl')
    expect(pickLanguage(null, ['fr'])).toBe('en')
    expect(pickLanguage(null, [])).toBe('en')
  })

  it('is written in the variant that the browser names', () => {
    expect(pickLocale('en', ['nl', 'en', 'en-US'])).toBe('en-US')
    expect(pickLocale('pt', ['pt'])).toBe('pt-BR')
    expect(pickLocale('nl', ['nl-BE', 'nl-NL'])).toBe('nl-BE')
  })
})

describe('Meta’s reasons', () => {
  it('are the same codes in every language but English, each known to the server and told once', async () => {
    const { nlFailures } = await import('../../web/texts/nl-failures.ts')
    const { esFailures } = await import('../../web/texts/es-failures.ts')
    const { ptFailures } = await import('../../web/texts/pt-failures.ts')
    const codesOf = (texts: FailureTexts) => texts.flatMap(([codes]) => codes)
    const codes = codesOf(nlFailures)
    expect(codes.length).toBeGreaterThan(40)
    expect(new Set(codes).size).toBe(codes.length)
    expect(codes.filter((code) => findKnownCode(code) === null)).toEqual([])
    for (const other of [esFailures, ptFailures]) expect(codesOf(other)).toEqual(codes)
  })
})

describe('what Meta said', () => {
  const everyWord = Object.values(noticeWords).flat()
  const notice = (code: NoticeCode, parameters: Record<string, string> = {}) => ({ code, parameters })

  it.each(languages)('is said in %s, with no word of ours missing, and what is new by its code', async (language) => {
    const texts = (await read(language, '-notices'))['…Notices'] as NoticeTexts
    const said = sayWith(
      texts,
      notice('template_status', { template: 'spring', language: 'nl', event: 'REJECTED', reason: 'SCAM' }),
    )
    expect(said).toContain('spring (nl)')
    for (const word of everyWord) expect(said).not.toContain(word)
    const restrictions = noticeWords.restriction.join(',')
    for (const limit of ['TIER_2K', '2000', '250', '100000']) {
      expect(sayWith(texts, notice('limits', { limit }))).toMatch(/\d [a-z]/)
    }
    expect(sayWith(texts, notice('limits', { limit: '3500' }))).toContain(': 3500.')
    const restricted = sayWith(texts, notice('account_event', { event: 'ACCOUNT_RESTRICTION', restrictions }))
    for (const word of everyWord) expect(restricted).not.toContain(word)
    expect(sayWith(texts, notice('unknown', { code: 'FOO_BAR' }))).toMatch(/ADSapp .*: FOO_BAR$/)
    expect(sayWith(texts, notice('unknown', { code: 'FOO_BAR', template: 'spring' }))).toContain('spring')
    expect(sayWith(texts, notice('template_quality', { template: 'a', from: 'GREEN', to: 'PURPLE' }))).toContain(
      'PURPLE',
    )
    for (const code of Object.keys(texts.sentences)) {
      expect(sayWith(texts, notice(code as NoticeCode))).not.toMatch(/undefined|\(\)/)
    }
  })

  it('of a failure without words of ours is general, with Meta’s code', async () => {
    const { nlFailures, nlOther } = await import('../../web/texts/nl-failures.ts')
    expect(sayFailure(nlFailures, nlOther, 987_654)).toMatchObject({ detail: expect.stringContaining('987654') })
    expect(sayFailure(nlFailures, nlOther, null)?.detail).toMatch(/kent\.$/)
    expect(sayFailure(nlFailures, nlOther, 299)).toEqual(sayFailure(nlFailures, nlOther, 10))
    expect(sayFailure([], null, 987_654)).toBeNull()
  })
})
