import type { z } from 'zod'
import type { Page } from '../../worker/contract/common.ts'
import type {
  Attribute,
  AttributeDefinitionChanges,
  BlockResult,
  Contact,
  ContactChanges,
  ContactDetail,
  ContactFilters,
  ContactSearch,
  MergeInput,
  MergePreview,
  NewAttribute,
  NewConsent,
  NewContact,
  NewSegment,
  Segment,
  SegmentChanges,
} from '../../worker/contract/contact.ts'
import type { Conversation } from '../../worker/contract/conversation.ts'
import { queryOf, request } from './client.ts'

type Data<T> = { data: T[] }
type Count = { count: number }
const contact = (id: string) => `/api/contacts/${id}`

/** The routes about customers. All throw ApiError. */
export const contactApi = {
  search: (input: z.input<typeof ContactSearch>) => request<Page<Contact>>('POST', '/api/contacts/search', input),
  count: (filters: ContactFilters) => request<Count>('POST', '/api/contacts/count', { filters }),
  create: (input: NewContact) => request<ContactDetail>('POST', '/api/contacts', input),
  get: (id: string) => request<ContactDetail>('GET', contact(id)),
  edit: (id: string, changes: ContactChanges) => request<ContactDetail>('PATCH', contact(id), changes),
  remove: (id: string) => request<void>('DELETE', contact(id)),
  restore: (id: string) => request<ContactDetail>('DELETE', `${contact(id)}/removal`),
  setConsent: (id: string, consent: NewConsent) => request<ContactDetail>('PUT', `${contact(id)}/consent`, consent),
  block: (id: string) => request<BlockResult>('PUT', `${contact(id)}/block`),
  unblock: (id: string) => request<BlockResult>('DELETE', `${contact(id)}/block`),
  addNote: (id: string, text: string) => request<ContactDetail>('POST', `${contact(id)}/notes`, { text }),
  removeNote: (id: string, noteId: string) => request<ContactDetail>('DELETE', `${contact(id)}/notes/${noteId}`),
  previewMerge: (id: string, input: MergeInput) => request<MergePreview>('POST', `${contact(id)}/merge/preview`, input),
  merge: (id: string, input: MergeInput) => request<ContactDetail>('POST', `${contact(id)}/merge`, input),
  unmerge: (id: string, mergedId: string) => request<ContactDetail>('DELETE', `${contact(id)}/merges/${mergedId}`),
  listConversations: (id: string) =>
    request<Page<Conversation>>(
      'GET',
      `/api/conversations${queryOf({ contact: id, status: 'open,snoozed,closed', limit: 50 })}`,
    ),

  listAttributes: () => request<Data<Attribute>>('GET', '/api/attributes'),
  createAttribute: (input: NewAttribute) => request<Attribute>('POST', '/api/attributes', input),
  changeAttribute: (id: string, changes: AttributeDefinitionChanges) =>
    request<Attribute>('PATCH', `/api/attributes/${id}`, changes),
  removeAttribute: (id: string) => request<void>('DELETE', `/api/attributes/${id}`),

  listSegments: () => request<Data<Segment>>('GET', '/api/segments'),
  createSegment: (input: NewSegment) => request<Segment>('POST', '/api/segments', input),
  changeSegment: (id: string, changes: SegmentChanges) => request<Segment>('PATCH', `/api/segments/${id}`, changes),
  removeSegment: (id: string) => request<void>('DELETE', `/api/segments/${id}`),
}
