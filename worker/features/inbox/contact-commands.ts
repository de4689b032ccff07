import type { AuditAction } from '../../contract/audit-actions.ts'
import type { AttributeValue, ContactChanges, NewConsent, NewContact } from '../../contract/contact.ts'
import { AppError } from '../../contract/problem.ts'
import { roleAllows } from '../../contract/roles.ts'
import { normaliseEmail } from '../../crypto/normalise.ts'
import {
  contactWrites,
  customerStatements,
  findMisfit,
  indexValue,
  type KnownContact,
  listAttributes,
  noWrites,
} from '../contacts/index.ts'
import { type CommandCtx, requireRole } from './command-ctx.ts'
import { changePeople, getPeople, type People } from './people.ts'
import { audit } from './repo/commands.ts'

/** A contact made by hand. @throws AppError FORBIDDEN, ALREADY_EXISTS, INVALID_REQUEST, CHANNEL_DISCONNECTED */
export async function createContact(ctx: CommandCtx, input: NewContact): Promise<{ contactId: string }> {
  requireRole(ctx.actor, 'editContacts')
  const { customers, db } = ctx
  const [found] = await db.batch(contactWrites.selectPortfolios(db))
  const portfolios = found.rows.map((row) => row.portfolioId)
  const [first, ...others] = portfolios
  if (first === undefined) {
    throw new AppError('CHANNEL_DISCONNECTED', 'Connect a WhatsApp number first: customers are known through it.')
  }
  const contactId = await changePeople(ctx, async () => {
    const customer = { phone: input.phone }
    await customers.load(portfolios.map((portfolioId) => ({ portfolioId, customer })))
    if (portfolios.some((portfolioId) => customers.find(portfolioId, 'phone', input.phone))) throw numberTaken()
    const writes = noWrites()
    const contact = await customers.resolve(first, customer, ctx.now(), writes)
    for (const portfolioId of others) await customers.addPhone(contact, portfolioId, ctx.now(), writes)
    await customers.edit(contact, { givenName: input.name, email: input.email }, writes)
    await db.batch(
      ...customerStatements(db, writes),
      ...(await emailStatements(ctx, contact)),
      ...(await attributeStatements(ctx, contact, [contact.id], input.attributes ?? [])),
      audit(db, ctx.actor.memberId, 'contact.created', contact.id),
    )
    return contact.id
  })
  ctx.publish([contactUpdated(contactId)])
  return { contactId }
}

/** @throws AppError FORBIDDEN, NOT_FOUND, INVALID_REQUEST, ALREADY_EXISTS, HAS_CONVERSATIONS for another number. */
export async function editContact(
  ctx: CommandCtx,
  { contactId, changes }: { contactId: string; changes: ContactChanges },
): Promise<null> {
  requireRole(ctx.actor, 'editContacts')
  const { customers, db } = ctx
  await changePeople(ctx, async () => {
    const people = await getPeople(ctx, contactId)
    const { survivor } = people
    const writes = noWrites()
    if (changes.phone !== undefined && changes.phone !== survivor.phone) {
      await changePhone(ctx, survivor, changes.phone, writes)
    }
    const givenName = changes.name === undefined ? survivor.givenName : (changes.name ?? undefined)
    const email = changes.email === undefined ? survivor.email : (changes.email ?? undefined)
    await customers.edit(survivor, { givenName, email }, writes)
    if (changes.name !== undefined) await callMergedAlike(ctx, people, writes)
    await db.batch(
      ...customerStatements(db, writes),
      ...(changes.email === undefined ? [] : await emailStatements(ctx, survivor)),
      ...(await attributeStatements(ctx, survivor, people.ids, changes.attributes ?? [])),
      audit(db, ctx.actor.memberId, 'contact.changed', survivor.id, { changed: Object.keys(changes) }),
    )
    return people
  })
  return null
}

/** What the customer said about marketing; it holds for all numbers of the person. @throws AppError FORBIDDEN, NOT_FOUND, INVALID_REQUEST */
export async function setConsent(ctx: CommandCtx, input: NewConsent & { contactId: string }): Promise<null> {
  requireRole(ctx.actor, 'editContacts')
  const { marketing, source } = input
  const atMs = input.at === undefined ? ctx.now() : Date.parse(input.at)
  if (atMs > ctx.now()) {
    const message = 'The customer cannot have said so yet.'
    throw new AppError('INVALID_REQUEST', message, { errors: [{ path: 'at', message }] })
  }
  return changeAll(ctx, input.contactId, 'contact.consent', { marketing, source }, ({ ids }) => [
    contactWrites.setConsent(ctx.db, ids, { marketing, source, at: new Date(atMs).toISOString() }),
  ])
}

/** Nothing is sent to a blocked person, and what they write wakes nobody. @throws AppError FORBIDDEN, NOT_FOUND */
export async function setBlocked(ctx: CommandCtx, input: { contactId: string; blocked: boolean }): Promise<null> {
  requireRole(ctx.actor, 'blockContacts')
  const action = input.blocked ? 'contact.blocked' : 'contact.unblocked'
  return changeAll(ctx, input.contactId, action, {}, ({ people, ids }) => {
    for (const person of people) person.blocked = input.blocked
    return [contactWrites.setBlocked(ctx.db, ids, input.blocked)]
  })
}

/** @throws AppError FORBIDDEN, NOT_FOUND */
export async function addContactNote(
  ctx: CommandCtx,
  input: { contactId: string; text: string },
): Promise<{ noteId: string }> {
  requireRole(ctx.actor, 'editContacts')
  const { survivor } = await getPeople(ctx, input.contactId)
  const id = ctx.newId()
  const place = { table: 'contact_notes', id }
  const box = await ctx.vault.sealForContact(ctx.tenantId, survivor.salt, place, { text: input.text })
  const memberId = ctx.actor.memberId
  await ctx.db.batch(
    contactWrites.insertNote(ctx.db, { id, contactId: survivor.id, box, memberId }),
    audit(ctx.db, memberId, 'contact.noted', survivor.id, { noteId: id }),
  )
  ctx.publish([contactUpdated(survivor.id)])
  return { noteId: id }
}

/** One's own note; those of others may go by who may remove contacts. @throws AppError FORBIDDEN, NOT_FOUND */
export async function removeContactNote(ctx: CommandCtx, input: { contactId: string; noteId: string }): Promise<null> {
  requireRole(ctx.actor, 'editContacts')
  const { survivor, ids } = await getPeople(ctx, input.contactId)
  const { memberId, role } = ctx.actor
  const author = roleAllows(role, 'removeContacts') ? null : memberId
  const [gone] = await ctx.db.batch(contactWrites.deleteNote(ctx.db, input.noteId, ids, author))
  if (gone.rows.length === 0) throw new AppError('NOT_FOUND', 'There is no such note of yours.')
  await ctx.db.batch(
    contactWrites.touchContact(ctx.db, survivor.id),
    audit(ctx.db, memberId, 'contact.note_removed', survivor.id, { noteId: input.noteId }),
  )
  ctx.publish([contactUpdated(survivor.id)])
  return null
}

/** What holds for a whole person: their contacts, and those merged into them. */
async function changeAll(
  ctx: CommandCtx,
  contactId: string,
  action: AuditAction,
  details: object,
  change: (people: People) => ReturnType<typeof contactWrites.touchContact>[],
): Promise<null> {
  await changePeople(ctx, async () => {
    const people = await getPeople(ctx, contactId)
    await ctx.db.batch(...change(people), audit(ctx.db, ctx.actor.memberId, action, people.survivor.id, details))
    return people
  })
  return null
}

/** Whoever was merged into a person is called as the person is. */
export async function callMergedAlike(
  ctx: CommandCtx,
  { survivor, people }: People,
  writes: ReturnType<typeof noWrites>,
): Promise<void> {
  const survivorName = survivor.givenName ?? survivor.name ?? undefined
  for (const person of people) {
    if (person !== survivor) await ctx.customers.edit(person, { survivorName }, writes)
  }
}

async function changePhone(
  ctx: CommandCtx,
  contact: KnownContact,
  phone: string,
  writes: ReturnType<typeof noWrites>,
): Promise<void> {
  if (contact.conversations.size > 0) {
    throw new AppError('HAS_CONVERSATIONS', 'WhatsApp says which number this customer has. Add a new contact instead.')
  }
  const [found] = await ctx.db.batch(contactWrites.selectPortfolios(ctx.db))
  const portfolios = found.rows.map((row) => row.portfolioId)
  await ctx.customers.load(portfolios.map((portfolioId) => ({ portfolioId, customer: { phone } })))
  if (portfolios.some((portfolioId) => ctx.customers.find(portfolioId, 'phone', phone))) throw numberTaken()
  const before = contact.phone
  for (const portfolioId of portfolios) {
    contact.phone = before
    await ctx.customers.change(contact, portfolioId, 'phone', phone, ctx.now(), writes)
  }
}

const numberTaken = () =>
  new AppError('ALREADY_EXISTS', 'There is a contact with this number already.', {
    errors: [{ path: 'phone', message: 'Another contact has this number.' }],
  })

async function emailStatements(ctx: CommandCtx, { id, email }: KnownContact) {
  const index = email ? await ctx.vault.index(ctx.tenantId, 'email', normaliseEmail(email)) : null
  return [contactWrites.setEmailIndex(ctx.db, id, index)]
}

/** The survivor gets the value; a null is taken from everybody of the person. @throws AppError INVALID_REQUEST */
async function attributeStatements(
  ctx: CommandCtx,
  survivor: KnownContact,
  ids: string[],
  changes: { attributeId: string; value: AttributeValue | null }[],
) {
  if (changes.length === 0) return []
  const known = new Map((await listAttributes(ctx.db, ctx.vault)).map((each) => [each.id, each]))
  const statements: ReturnType<typeof contactWrites.touchContact>[] = []
  for (const [at, { attributeId, value }] of changes.entries()) {
    const attribute = known.get(attributeId)
    const misfit = attribute ? value !== null && findMisfit(attribute, value) : 'There is no such attribute.'
    if (misfit) {
      const errors = [{ path: `attributes.${at}`, message: misfit }]
      throw new AppError('INVALID_REQUEST', `${attribute?.name ?? 'Attribute'}: ${misfit}`, { errors })
    }
    statements.push(contactWrites.deleteAttributeValues(ctx.db, value === null ? ids : [survivor.id], attributeId))
    if (value === null) continue
    const id = ctx.newId()
    const place = { table: 'contact_attributes', id }
    const [index, box] = await Promise.all([
      indexValue(ctx.vault, ctx.tenantId, attributeId, value),
      ctx.vault.sealForContact(ctx.tenantId, survivor.salt, place, { value }),
    ])
    statements.push(contactWrites.insertAttributeValue(ctx.db, { id, contactId: survivor.id, attributeId, index, box }))
  }
  return statements
}

export const contactUpdated = (contactId: string) =>
  ({ type: 'contact.updated', data: { contactId }, ids: { contactId } }) as const
