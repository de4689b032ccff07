import fuzzysort from 'fuzzysort'
import type { CannedResponse, NewCannedResponse } from '../../worker/contract/canned.ts'
import type { Person } from '../../worker/contract/conversation.ts'
import { namedAs } from '../../worker/contract/file-names.ts'
import { fillVariables, type VariableName } from '../../worker/contract/variables.ts'
import { api, mediaUrl } from '../api/endpoints.ts'
import { attachFiles } from './attachments.ts'
import { channelOf } from './channels.ts'
import { conversationSignal } from './conversations.ts'
import { loadInto, loading } from './load.ts'
import { showPhone } from './person.ts'
import { me } from './session.ts'

/** The team's and one's own, by shortcut. */
export const canned = loading<readonly CannedResponse[]>()

export function readCanned(): Promise<void> {
  return loadInto(canned, async () => (await api.listCanned()).data)
}

const byShortcut = (a: CannedResponse, b: CannedResponse) => a.shortcut.localeCompare(b.shortcut)

function put(saved: CannedResponse): void {
  const others = (canned.peek().value ?? []).filter((one) => one.id !== saved.id)
  canned.value = { state: 'ready', value: [...others, saved].sort(byShortcut), error: null }
}

/** Creates one, or changes the one with this id. Throws ApiError. */
export async function saveCanned(id: string | null, input: NewCannedResponse): Promise<void> {
  put(id === null ? await api.createCanned(input) : await api.changeCanned(id, input))
}

export async function removeCanned(id: string): Promise<void> {
  await api.removeCanned(id)
  const left = (canned.peek().value ?? []).filter((one) => one.id !== id)
  canned.value = { state: 'ready', value: left, error: null }
}

const shownMax = 8

/** The best matches by shortcut, then by text; everything, by shortcut, while nothing was typed. */
export function searchCanned(replies: readonly CannedResponse[], query: string): readonly CannedResponse[] {
  if (query === '') return replies.slice(0, shownMax)
  const results = fuzzysort.go(query, replies, { keys: ['shortcut', 'body'], limit: shownMax, threshold: 0.3 })
  return results.map((result) => result.obj)
}

/** What variables stand for in a conversation; empty where it is not known. */
function valuesFor(contact: Person, channelId: string): Record<VariableName, string> {
  const first = (name: string) => name.trim().split(/\s+/)[0] ?? ''
  const name = contact.name ?? ''
  const person = me.peek()
  return {
    'contact.name': name,
    'contact.first_name': first(name),
    'contact.phone': contact.phone ? showPhone(contact.phone) : '',
    'contact.username': contact.username ?? '',
    'agent.name': person?.name ?? '',
    'agent.first_name': first(person?.name ?? ''),
    'tenant.name': person?.tenant.name ?? '',
    'channel.name': channelOf(channelId)?.name ?? '',
  }
}

/** The text for the person it goes to. */
export function cannedText(conversationId: string, { body }: CannedResponse): string {
  const conversation = conversationSignal(conversationId)?.peek()
  return conversation ? fillVariables(body, valuesFor(conversation.contact, conversation.channelId)) : body
}

/**
 * Puts the files of a canned reply beside the draft. They are uploaded anew, since WhatsApp forgets a file after 30 days
 * and knows it only for the number that it was uploaded to. Throws ApiError or TypeError if one cannot be read.
 */
export async function attachCannedFiles(conversationId: string, { files }: CannedResponse): Promise<void> {
  const channelId = conversationSignal(conversationId)?.peek().channelId
  if (channelId === undefined) return
  for (const { id, filename, mimeType } of files) {
    const response = await fetch(mediaUrl(id), { credentials: 'same-origin' })
    if (!response.ok) throw new TypeError('the file cannot be read')
    attachFiles(conversationId, channelId, [
      new File([await response.blob()], namedAs(filename, mimeType), { type: mimeType }),
    ])
  }
}
