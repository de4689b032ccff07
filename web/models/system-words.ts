import { withoutTurns } from '../texts/direction.ts'
import { t } from '../texts/index.ts'
import { showPhone } from './person.ts'

const numberChange = /(\d{7,15}) (?:changed )?to (\d{7,15})$/
const userIdChange = /changed from [A-Z]{2}\.\S+ to [A-Z]{2}\.\S+$/
const securityCodeChange = 'Security code changed'

/**
 * WhatsApp's line about a customer in the person's language. WhatsApp writes English sentences of a fixed form, and lists have
 * nothing but the sentence; one of another form stays as it is.
 */
export function systemWords(body: string): string {
  const [, from, to] = numberChange.exec(body) ?? []
  if (from && to) return t.message.systemLines.number(showPhone(`+${from}`), showPhone(`+${to}`))
  if (userIdChange.test(body)) return t.message.systemLines.userId
  return body === securityCodeChange ? t.message.systemLines.securityCode : withoutTurns(body)
}
