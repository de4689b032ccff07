import { z } from 'zod'
import {
  EmailInput,
  isPeriod,
  isUnique,
  NameInput,
  PageQuery,
  PhoneInput,
  SearchText,
  Timestamp,
  Uuid,
} from './common.ts'
import { attributeKinds, consentSources, consentStates } from './contact-lists.ts'
import { Identity, Person } from './conversation.ts'

/** What the customer wants of marketing. */
export const Consent = z.object({
  marketing: z.enum(consentStates),
  source: z.enum([...consentSources, 'whatsapp']).nullable(),
  at: Timestamp.nullable(),
})
export type Consent = z.infer<typeof Consent>

const Country = z.string().regex(/^[A-Z]{2}$/, 'Two capital letters.')

/** A customer as lists show them. A person who was merged into another is shown as the survivor. */
export const Contact = Person.extend({
  email: z.string().nullable(),
  /** ISO 3166 code of the number or the WhatsApp user id. */
  country: Country.nullable(),
  consent: Consent,
  blocked: z.boolean(),
  labelIds: z.array(Uuid),
  createdAt: Timestamp,
  /** When the customer last wrote, on the conversations that are there for the reader. */
  lastSeenAt: Timestamp.nullable(),
  changedAt: Timestamp,
})
export type Contact = z.infer<typeof Contact>

export const AttributeValue = z.union([z.string().max(1000), z.number(), z.boolean()])
export type AttributeValue = z.infer<typeof AttributeValue>

export const ContactNote = z.object({ id: Uuid, memberId: Uuid, createdAt: Timestamp, text: z.string() })
export type ContactNote = z.infer<typeof ContactNote>

/** Somebody who was merged into this person. */
export const MergedContact = Person.extend({ mergedAt: Timestamp, memberId: Uuid })
export type MergedContact = z.infer<typeof MergedContact>

/** Everything known of a person, those merged into them included. */
export const ContactDetail = Contact.extend({
  /** The name the customer gave themselves in WhatsApp. */
  profileName: z.string().nullable(),
  attributes: z.array(z.object({ attributeId: Uuid, value: AttributeValue })),
  notes: z.array(ContactNote).describe('Newest first'),
  identities: z.array(Identity),
  merged: z.array(MergedContact),
})
export type ContactDetail = z.infer<typeof ContactDetail>

const AttributeChanges = z
  .array(z.strictObject({ attributeId: Uuid, value: AttributeValue.nullable().describe('null takes it away') }))
  .max(100)
  .refine((changes) => isUnique(changes.map(({ attributeId }) => attributeId)), 'Each attribute once.')

export const NewContact = z.strictObject({
  phone: PhoneInput,
  name: NameInput(120).optional(),
  email: EmailInput.optional(),
  attributes: AttributeChanges.optional(),
})
export type NewContact = z.infer<typeof NewContact>

export const ContactChanges = z.strictObject({
  name: NameInput(120).nullable().optional().describe('null: the name from WhatsApp again'),
  email: EmailInput.nullable().optional(),
  phone: PhoneInput.optional().describe('Only of a contact without conversations; afterwards WhatsApp says it'),
  attributes: AttributeChanges.optional(),
})
export type ContactChanges = z.infer<typeof ContactChanges>

export const NewConsent = z.strictObject({
  marketing: z.enum(consentStates),
  source: z.enum(consentSources).default('agent'),
  at: Timestamp.optional().describe('When the customer said so; now by default'),
})
export type NewConsent = z.infer<typeof NewConsent>

export const NewContactNote = z.strictObject({ text: z.string().trim().min(1).max(5000) })

/** What WhatsApp said on each number about blocking; it blocks only who wrote in the last 24 hours. */
export const BlockResult = z.object({
  contact: Contact,
  channels: z.array(z.object({ channelId: Uuid, done: z.boolean(), reason: z.string().nullable() })),
})
export type BlockResult = z.infer<typeof BlockResult>

export const MergeInput = z.strictObject({
  contactId: Uuid.describe('Who is merged into this one'),
  name: NameInput(120).optional().describe('What the person is called from now on'),
})
export type MergeInput = z.infer<typeof MergeInput>

/** What a merge would give, before it is done. */
export const MergePreview = z.object({
  survivor: Contact,
  merged: Contact,
  result: z.object({
    name: z.string().nullable(),
    phones: z.array(z.string()),
    email: z.string().nullable(),
    labelIds: z.array(Uuid),
    attributes: ContactDetail.shape.attributes,
    marketing: z.enum(consentStates),
    blocked: z.boolean(),
    conversations: z.number().int(),
    notes: z.number().int(),
  }),
})
export type MergePreview = z.infer<typeof MergePreview>

/** Which customers: all of what is given must hold. */
export const ContactFilters = z
  .strictObject({
    labelIds: z.array(Uuid).min(1).max(20).optional().describe('At least one of these'),
    countries: z.array(Country).min(1).max(50).optional(),
    consent: z.enum(consentStates).optional(),
    blocked: z.boolean().optional(),
    createdAfter: Timestamp.optional(),
    createdBefore: Timestamp.optional(),
    seenAfter: Timestamp.optional(),
    seenBefore: Timestamp.optional().describe('Who has never written counts too'),
    attributes: z
      .array(z.strictObject({ attributeId: Uuid, value: AttributeValue }))
      .min(1)
      .max(10)
      .optional(),
  })
  .refine(({ createdAfter, createdBefore }) => isPeriod(createdAfter, createdBefore), {
    message: 'The end comes after the beginning.',
    path: ['createdBefore'],
  })
  .refine(({ seenAfter, seenBefore }) => isPeriod(seenAfter, seenBefore), {
    message: 'The end comes after the beginning.',
    path: ['seenBefore'],
  })
export type ContactFilters = z.infer<typeof ContactFilters>

export const ContactQuery = PageQuery.extend({
  label: Uuid.optional(),
  country: Country.optional(),
  consent: z.enum(consentStates).optional(),
  blocked: z.enum(['true', 'false']).optional(),
})
export type ContactQuery = z.infer<typeof ContactQuery>

/** Exact search (a whole number, username or e-mail) and filters; never in a URL. */
export const ContactSearch = z.strictObject({
  q: SearchText(254).optional(),
  filters: ContactFilters.default({}),
  limit: z.number().int().min(1).max(100).default(25),
  cursor: z.string().max(200).optional(),
})
export type ContactSearch = z.infer<typeof ContactSearch>
export const ContactCount = z.object({ count: z.number().int() })

const Options = z.array(NameInput(80)).min(1).max(50).refine(isUnique, 'Every option says something else.')
export const Attribute = z.object({
  id: Uuid,
  key: z.string().describe('For imports and the API'),
  name: z.string(),
  kind: z.enum(attributeKinds),
  options: z.array(z.string()).describe('Of a list; else empty'),
  createdAt: Timestamp,
})
export type Attribute = z.infer<typeof Attribute>

export const NewAttribute = z
  .strictObject({
    name: NameInput(80),
    key: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'Small letters, digits and _, beginning with a letter.'),
    kind: z.enum(attributeKinds),
    options: Options.optional(),
  })
  .refine((input) => (input.kind === 'list') === (input.options !== undefined), {
    message: 'A list has options, and nothing else has.',
    path: ['options'],
  })
export type NewAttribute = z.infer<typeof NewAttribute>
export const AttributeDefinitionChanges = z.strictObject({
  name: NameInput(80).optional(),
  options: Options.optional(),
})
export type AttributeDefinitionChanges = z.infer<typeof AttributeDefinitionChanges>

export const Segment = z.object({ id: Uuid, name: z.string(), filters: ContactFilters, createdAt: Timestamp })
export type Segment = z.infer<typeof Segment>
export const NewSegment = z.strictObject({ name: NameInput(80), filters: ContactFilters })
export type NewSegment = z.infer<typeof NewSegment>
export const SegmentChanges = NewSegment.partial()
export type SegmentChanges = z.infer<typeof SegmentChanges>
