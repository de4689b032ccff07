import { signal } from '@preact/signals'
import type { Person } from '../../worker/contract/conversation.ts'
import { t } from '../texts/index.ts'

/** Set once the phone tables have come; until then numbers show as they are. */
const formatter = signal<((phone: string) => string) | null>(null)

/** Fetches the phone tables after the first screen is there. */
export async function loadPhoneFormats(): Promise<void> {
  const { formatPhone } = await import('./phone.ts')
  formatter.value = formatPhone
}

export function showPhone(phone: string): string {
  return formatter.value?.(phone) ?? phone
}

/** The best of name, username and phone. */
export function personName(person: Person): string {
  if (person.name) return person.name
  if (person.username) return `@${person.username}`
  return person.phone ? showPhone(person.phone) : t.person.unknown
}

/** What is worth showing below the name: phone, then username, unless it is the name already. */
export function personLine(person: Person): string {
  const parts = [person.phone && showPhone(person.phone), person.username && `@${person.username}`]
  return parts.filter((part) => part && part !== personName(person)).join(' · ')
}

/** One or two letters for a face. */
export function initialsOf(name: string): string {
  // The ends of numbers differ, their beginnings seldom do.
  if (/^\+\d[\d ]+$/.test(name)) return name.slice(-2)
  const words = name
    .replace(/^[@+]/, '')
    .split(/[\s.,_-]+/)
    .filter((word) => /^[\p{L}\p{N}]/u.test(word))
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]]
  const initials = letters.map((word) => [...(word ?? '')][0] ?? '').join('')
  return (initials || '?').toUpperCase()
}

/** One of the face colours, always the same for the same person. */
export function faceColor(id: string): number {
  let sum = 0
  for (const char of id) sum = (sum * 31 + char.charCodeAt(0)) % 9973
  return sum % 8
}
