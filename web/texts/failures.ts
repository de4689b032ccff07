import type { Failure } from '../../worker/contract/message.ts'
import { loadArea } from './index.ts'

/** Meta's codes, a title and what it means or what helps. */
export type FailureTexts = readonly (readonly [codes: readonly number[], title: string, detail: string])[]

/** What is said of a code that has no words of its own; null: Meta gave none. */
export type OtherFailure = { title: string; detail: (code: number | null) => string }

let texts: FailureTexts = []
let other: OtherFailure | null = null

loadArea<{ failures: FailureTexts; other: OtherFailure | null }>(
  {
    en: async () => ({ failures: [], other: null }), // The server speaks English.
    nl: async () => {
      const { nlFailures, nlOther } = await import('./nl-failures.ts')
      return { failures: nlFailures, other: nlOther }
    },
    es: async () => {
      const { esFailures, esOther } = await import('./es-failures.ts')
      return { failures: esFailures, other: esOther }
    },
    pt: async () => {
      const { ptFailures, ptOther } = await import('./pt-failures.ts')
      return { failures: ptFailures, other: ptOther }
    },
  },
  (area) => {
    texts = area.failures
    other = area.other
  },
)

/** Why a message was not sent, in the person's language; in English the server's words. */
export function failureWords({ code, title, detail }: Pick<Failure, 'code' | 'title' | 'detail'>): {
  title: string
  detail: string
} {
  return sayFailure(texts, other, code) ?? { title, detail }
}

/** Permissions, all of which help the same way. */
const permissionCode = 10
const isPermission = (code: number) => code >= 200 && code <= 299

export function sayFailure(
  known: FailureTexts,
  general: OtherFailure | null,
  code: number | null,
): { title: string; detail: string } | null {
  const wanted = code !== null && isPermission(code) ? permissionCode : code
  const found = wanted === null ? undefined : known.find(([codes]) => codes.includes(wanted))
  if (found) return { title: found[1], detail: found[2] }
  return general && { title: general.title, detail: general.detail(code) }
}
