import { signatureUnder } from '../../worker/contract/signature.ts'
import { me } from './session.ts'

/** How many characters the person's name takes under what they write, where the team signs. */
export function signatureLength(): number {
  const person = me.value
  return person ? signatureUnder(person.tenant.desk.signature, person.name).length : 0
}
