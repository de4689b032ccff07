import type { Failure } from '../../worker/contract/message.ts'
import { loadArea } from './index.ts'

/** Meta's codes, a title and what it means or what helps. */
export type FailureTexts = readonly (readonly [codes: readonly number[], title: string, detail: string])[]

let texts: FailureTexts = []

loadArea<{ failures: FailureTexts }>(
  {
    en: async () => ({ failures: [] }), // The server speaks English.
    nl: async () => ({ failures: (await import('./nl-failures.ts')).nlFailures }),
    es: async () => ({ failures: (await import('./es-failures.ts')).esFailures }),
    pt: async () => ({ failures: (await import('./pt-failures.ts')).ptFailures }),
  },
  ({ failures }) => {
    texts = failures
  },
)

/** Why a message was not sent, in the person's language where the code is known, else in the server's words. */
export function failureWords({ code, title, detail }: Failure): { title: string; detail: string } {
  const known = code === null ? undefined : texts.find(([codes]) => codes.includes(code))
  return known ? { title: known[1], detail: known[2] } : { title, detail }
}
