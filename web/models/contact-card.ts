import type { NewContacts } from '../../worker/contract/new-message.ts'
import { parsePhone } from './phone.ts'

type ContactCard = (typeof NewContacts)['_output']['contacts'][number]

/** What is typed for one card. */
export interface CardFields {
  name: string
  company: string
  phone: string
  email: string
  /** Whether the number is on WhatsApp, so that the customer is offered to write to it. */
  onWhatsApp: boolean
}

export const emptyCard: CardFields = { name: '', company: '', phone: '', email: '', onWhatsApp: true }

/** What keeps a card from being sent; null if nothing does. */
export function cardProblem({ name, phone, email }: CardFields): 'name' | 'phone' | 'reach' | null {
  if (name.trim() === '') return 'name'
  if (phone.trim() !== '' && !parsePhone(phone)) return 'phone'
  return phone.trim() === '' && email.trim() === '' ? 'reach' : null
}

/** A card as the contract has it; a phone that is not whole is left out. */
export function contactCard({ name, company, phone, email, onWhatsApp }: CardFields): ContactCard {
  const [first = '', ...rest] = name.trim().split(/\s+/)
  const number = parsePhone(phone)
  return {
    name: { formatted_name: name.trim(), first_name: first, ...(rest.length > 0 && { last_name: rest.join(' ') }) },
    ...(company.trim() && { org: { company: company.trim() } }),
    ...(number && {
      phones: [{ phone: number.e164, type: 'CELL' as const, ...(onWhatsApp && { wa_id: number.e164.slice(1) }) }],
    }),
    ...(email.trim() && { emails: [{ email: email.trim(), type: 'WORK' as const }] }),
  }
}
