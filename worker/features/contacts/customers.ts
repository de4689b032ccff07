import type { Customer } from '../../contract/events.ts'
import { normalisePhone, normaliseUserId, normaliseUsername } from '../../crypto/normalise.ts'
import { newContactSalt, type Vault } from '../../crypto/vault.ts'
import type { TenantDb } from '../../db/actor.ts'
import { toHex } from '../../kit/bytes.ts'
import { LruMap } from '../../kit/lru.ts'
import { countryOf } from './country.ts'
import { type ContactRow, findContactsById, findContactsByIdentity, type IdentityNote } from './repo/directory.ts'

export type IdentityKind = 'phone' | 'user_id' | 'username'

/** The private fields of a contact's row. */
export interface PersonFields {
  /** As the customer calls themselves in WhatsApp. */
  name: string | null
  phone: string | null
  username: string | null
  userId: string | null
  /** What the team calls them; WhatsApp never overwrites it. */
  givenName?: string | undefined
  /** What the person is called whom they were merged into. */
  survivorName?: string | undefined
  email?: string | undefined
}

/** What a person is called on every screen. */
export const shownName = ({ survivorName, givenName, name }: PersonFields): string | null =>
  survivorName ?? givenName ?? name

export interface KnownContact extends PersonFields {
  id: string
  salt: Uint8Array
  /** When the event came that changed it last. */
  updatedMs: number
  blocked: boolean
  /** The survivor of the merge that this contact is part of. */
  mergedInto: string | null
  /** channel id → conversation id */
  conversations: Map<string, string>
}

/** Rows that resolving customers wants written, in the same transaction as what they wrote. */
export interface CustomerWrites {
  contacts: { id: string; salt: Uint8Array; box: Uint8Array; country: string | null; atMs: number }[]
  changed: { id: string; box: Uint8Array; country: string | null; atMs: number }[]
  identities: IdentityWrite[]
  retired: { valueIndex: Uint8Array; portfolioId: string; kind: IdentityKind; note: IdentityNote }[]
}
export interface IdentityWrite {
  id: string
  contactId: string
  portfolioId: string
  kind: IdentityKind
  valueIndex: Uint8Array
  indexVersion: number
  box: Uint8Array
  current: boolean
  note: IdentityNote | null
  atMs: number
}

export const noWrites = (): CustomerWrites => ({ contacts: [], changed: [], identities: [], retired: [] })

const REMEMBERED_MAX = 20_000
const REMEMBERED_MS = 60 * 60_000

interface Deps {
  db: TenantDb
  vault: Vault
  now: () => number
  newId: () => string
}

/**
 * Who wrote? Matches a customer by user id within the portfolio, then by phone, and remembers the answers: the inbox
 * is the only writer of contacts, so what it remembers stays true until a write fails ({@link forget}).
 */
export class CustomerDirectory {
  readonly #deps: Deps
  readonly #byIdentity: LruMap<string, string | null>
  readonly #contacts: LruMap<string, KnownContact>
  #turn: Promise<unknown> = Promise.resolve()
  #loadedMs = 0

  constructor(deps: Deps) {
    this.#deps = deps
    // By the time of loading: what was found there must not be forgotten before it is resolved.
    const options = { max: REMEMBERED_MAX, ttlMs: REMEMBERED_MS, now: () => this.#loadedMs }
    this.#byIdentity = new LruMap({ ...options, max: REMEMBERED_MAX * 2 })
    this.#contacts = new LruMap(options)
  }

  /**
   * From loading to the commit of what was resolved, one at a time: somebody else must not build on a contact that is
   * not stored yet.
   */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work)
    this.#turn = done.catch(() => undefined)
    return done
  }

  /** After a failed write: what was meant to be stored may not be. */
  forget(): void {
    this.#byIdentity.clear()
    this.#contacts.clear()
  }

  /** Reads, in one query, every customer of these that is not known yet. */
  async load(wanted: { portfolioId: string; customer: Customer }[]): Promise<void> {
    const { db, vault, now } = this.#deps
    this.#loadedMs = now()
    const missing = new Map<string, { indexes: Uint8Array[] }>()
    for (const { portfolioId, customer } of wanted) {
      for (const { kind, value } of identitiesOf(customer)) {
        const key = identityKey(portfolioId, kind, value)
        const known = this.#byIdentity.get(key)
        if (known !== undefined && (known === null || this.#contacts.get(known))) continue
        if (missing.has(key)) continue
        const indexes = await vault.indexAll(db.tenantId, kind, value)
        missing.set(key, { indexes: indexes.map((index) => index.bytes) })
      }
    }
    if (missing.size === 0) return
    const keyOf = new Map<string, string>()
    for (const [key, { indexes }] of missing) {
      this.#byIdentity.set(key, null)
      for (const index of indexes) keyOf.set(`${key.split('|', 2).join('|')}|${toHex(index)}`, key)
    }
    const rows = await findContactsByIdentity(
      db,
      [...missing.values()].flatMap((each) => each.indexes),
    )
    for (const row of rows) {
      const key = keyOf.get(`${row.portfolioId}|${row.kind}|${row.valueIndex}`)
      if (key === undefined) continue
      this.#byIdentity.set(key, row.id)
      if (!this.#contacts.get(row.id)) await this.#remember(row)
    }
  }

  /** These contacts, in any order; who is not there is left out. */
  async byId(ids: string[]): Promise<KnownContact[]> {
    const known = ids.map((id) => this.#contacts.get(id))
    if (known.every((each) => each !== undefined)) return known
    this.#loadedMs = this.#deps.now()
    return Promise.all((await findContactsById(this.#deps.db, ids)).map((row) => this.#remember(row)))
  }

  async #remember(row: ContactRow): Promise<KnownContact> {
    const { db, vault } = this.#deps
    const place = { table: 'contacts', id: row.id }
    const fields = await vault.openForContact<PersonFields>(db.tenantId, row.salt, place, row.box)
    // Somebody else may have been as far meanwhile: there is one object a contact, which changes with it.
    const known = this.#contacts.get(row.id)
    if (known) return known
    const contact: KnownContact = {
      ...fields,
      id: row.id,
      salt: row.salt,
      updatedMs: Date.parse(row.updatedAt),
      blocked: row.blocked,
      mergedInto: row.mergedInto,
      conversations: new Map(Object.entries(row.conversations)),
    }
    this.#contacts.set(row.id, contact)
    return contact
  }

  /** The contact that an identity points at now; {@link load} comes first. */
  find(portfolioId: string, kind: IdentityKind, value: string): KnownContact | null {
    const id = this.#byIdentity.get(identityKey(portfolioId, kind, value))
    return id ? (this.#contacts.get(id) ?? null) : null
  }

  /**
   * The contact of a customer, made or completed where needed; {@link load} comes first.
   * User id first, then phone. The same phone with another user id and no change event is a new person, since numbers
   * are given to new people. User id and phone pointing at two contacts: the user id wins and the conflict is noted.
   */
  async resolve(portfolioId: string, customer: Customer, atMs: number, writes: CustomerWrites): Promise<KnownContact> {
    const userId = customer.userId ? normaliseUserId(customer.userId) : null
    const phone = customer.phone ? normalisePhone(customer.phone) : null
    const byUser = userId ? this.find(portfolioId, 'user_id', userId) : null
    const byPhone = phone ? this.find(portfolioId, 'phone', phone) : null
    if (byUser) {
      const taken = byPhone !== null && byPhone.id !== byUser.id
      // A message that comes again after the number changed does not bring the old one back.
      const old = byUser.phone !== null && byUser.phone !== phone && atMs < byUser.updatedMs
      if (phone && !byPhone && !old) await this.change(byUser, portfolioId, 'phone', phone, atMs, writes)
      if (phone && taken) await this.#addIdentity(byUser, portfolioId, 'phone', phone, atMs, writes, 'conflict')
      const kept = byUser.phone ?? (taken ? null : phone)
      await this.#refresh(byUser, portfolioId, { ...customer, phone: kept ?? undefined }, atMs, writes)
      return byUser
    }
    if (byPhone && (!userId || !byPhone.userId)) {
      if (userId) await this.#addIdentity(byPhone, portfolioId, 'user_id', userId, atMs, writes)
      await this.#refresh(byPhone, portfolioId, customer, atMs, writes)
      return byPhone
    }
    return this.#create(portfolioId, customer, userId, phone, atMs, writes)
  }

  /** A number or user id changed: the new value is added, the old one becomes history. */
  async change(
    contact: KnownContact,
    portfolioId: string,
    kind: 'phone' | 'user_id',
    value: string,
    atMs: number,
    writes: CustomerWrites,
  ): Promise<void> {
    const note = kind === 'phone' ? 'number_changed' : 'user_id_changed'
    const old = kind === 'phone' ? contact.phone : contact.userId
    if (old === value) return
    if (old) await this.#retire(portfolioId, kind, old, note, writes)
    await this.#addIdentity(contact, portfolioId, kind, value, atMs, writes)
    if (kind === 'phone') contact.phone = value
    else contact.userId = value
    await this.#write(contact, atMs, writes)
  }

  /** What the team says of a person; it says nothing about how new WhatsApp's own words are. */
  async edit(
    contact: KnownContact,
    changes: Pick<PersonFields, 'givenName' | 'survivorName' | 'email'>,
    writes: CustomerWrites,
  ): Promise<void> {
    Object.assign(contact, changes)
    await this.#write(contact, contact.updatedMs, writes)
  }

  /** The same number in another portfolio of the tenant. */
  async addPhone(contact: KnownContact, portfolioId: string, atMs: number, writes: CustomerWrites): Promise<void> {
    if (contact.phone) await this.#addIdentity(contact, portfolioId, 'phone', contact.phone, atMs, writes)
  }

  async #create(
    portfolioId: string,
    customer: Customer,
    userId: string | null,
    phone: string | null,
    atMs: number,
    writes: CustomerWrites,
  ): Promise<KnownContact> {
    const { db, vault, newId } = this.#deps
    const contact: KnownContact = {
      id: newId(),
      salt: newContactSalt(),
      name: customer.name ?? null,
      phone,
      username: customer.username ?? null,
      userId,
      updatedMs: atMs,
      blocked: false,
      mergedInto: null,
      conversations: new Map(),
    }
    const box = await vault.sealForContact(
      db.tenantId,
      contact.salt,
      { table: 'contacts', id: contact.id },
      fieldsOf(contact),
    )
    writes.contacts.push({ id: contact.id, salt: contact.salt, box, country: countryOf(contact), atMs })
    this.#contacts.set(contact.id, contact)
    for (const { kind, value } of identitiesOf(customer)) {
      await this.#addIdentity(contact, portfolioId, kind, value, atMs, writes)
    }
    return contact
  }

  async #refresh(
    contact: KnownContact,
    portfolioId: string,
    customer: Customer,
    atMs: number,
    writes: CustomerWrites,
  ): Promise<void> {
    const isNews = atMs >= contact.updatedMs
    const newer = (said: string | null | undefined, known: string | null) =>
      (isNews ? (said ?? known) : (known ?? said)) ?? null
    const next = {
      name: newer(customer.name, contact.name),
      phone: newer(customer.phone && normalisePhone(customer.phone), contact.phone),
      username: newer(customer.username, contact.username),
      userId: newer(customer.userId && normaliseUserId(customer.userId), contact.userId),
    }
    if (next.username && next.username !== contact.username) {
      if (contact.username) await this.#retire(portfolioId, 'username', contact.username, 'user_id_changed', writes)
      await this.#addIdentity(contact, portfolioId, 'username', next.username, atMs, writes)
    }
    const same = (Object.keys(next) as (keyof typeof next)[]).every((field) => next[field] === contact[field])
    if (same) return
    Object.assign(contact, next)
    await this.#write(contact, atMs, writes)
  }

  async #write(contact: KnownContact, atMs: number, writes: CustomerWrites): Promise<void> {
    const { db, vault } = this.#deps
    const place = { table: 'contacts', id: contact.id }
    contact.updatedMs = Math.max(contact.updatedMs, atMs)
    writes.changed.push({
      id: contact.id,
      atMs: contact.updatedMs,
      country: countryOf(contact),
      box: await vault.sealForContact(db.tenantId, contact.salt, place, fieldsOf(contact)),
    })
  }

  async #addIdentity(
    contact: KnownContact,
    portfolioId: string,
    kind: IdentityKind,
    value: string,
    atMs: number,
    writes: CustomerWrites,
    note: IdentityNote | null = null,
  ): Promise<void> {
    const { db, vault, newId } = this.#deps
    if (note === null) await this.#takeFromHolder(contact, portfolioId, kind, value, atMs, writes)
    const id = newId()
    const index = await vault.index(db.tenantId, kind, normalised(kind, value))
    const place = { table: 'contact_identities', id }
    writes.identities.push({
      id,
      contactId: contact.id,
      portfolioId,
      kind,
      valueIndex: index.bytes,
      indexVersion: index.version,
      box: await vault.sealForContact(db.tenantId, contact.salt, place, { value }),
      current: note === null,
      note,
      atMs,
    })
    if (note === null) this.#byIdentity.set(identityKey(portfolioId, kind, normalised(kind, value)), contact.id)
  }

  /** What somebody else had until now. Nothing is sent to them at a number that is another person's. */
  async #takeFromHolder(
    contact: KnownContact,
    portfolioId: string,
    kind: IdentityKind,
    value: string,
    atMs: number,
    writes: CustomerWrites,
  ): Promise<void> {
    const holder = this.find(portfolioId, kind, normalised(kind, value))
    if (!holder || holder.id === contact.id) return
    await this.#retire(portfolioId, kind, value, 'recycled', writes)
    if (kind !== 'phone' || holder.phone !== normalisePhone(value)) return
    holder.phone = null
    await this.#write(holder, atMs, writes)
  }

  async #retire(
    portfolioId: string,
    kind: IdentityKind,
    value: string,
    note: IdentityNote,
    writes: CustomerWrites,
  ): Promise<void> {
    const { db, vault } = this.#deps
    for (const index of await vault.indexAll(db.tenantId, kind, normalised(kind, value))) {
      writes.retired.push({ valueIndex: index.bytes, portfolioId, kind, note })
      // What this batch only just added is not in the database yet.
      for (const added of writes.identities) {
        if (!added.current || added.portfolioId !== portfolioId || added.kind !== kind) continue
        if (toHex(added.valueIndex) === toHex(index.bytes)) Object.assign(added, { current: false, note })
      }
    }
    this.#byIdentity.set(identityKey(portfolioId, kind, normalised(kind, value)), null)
  }
}

function fieldsOf({ name, phone, username, userId, givenName, survivorName, email }: PersonFields): PersonFields {
  return { name, phone, username, userId, givenName, survivorName, email }
}

function identityKey(portfolioId: string, kind: IdentityKind, value: string): string {
  return `${portfolioId}|${kind}|${value}`
}

function normalised(kind: IdentityKind, value: string): string {
  if (kind === 'phone') return normalisePhone(value)
  return kind === 'user_id' ? normaliseUserId(value) : normaliseUsername(value)
}

/** The identities a customer comes with, normalised. */
function identitiesOf(customer: Customer): { kind: IdentityKind; value: string }[] {
  const found: { kind: IdentityKind; value: string }[] = []
  if (customer.userId) found.push({ kind: 'user_id', value: normalised('user_id', customer.userId) })
  if (customer.phone) found.push({ kind: 'phone', value: normalised('phone', customer.phone) })
  if (customer.username) found.push({ kind: 'username', value: normalised('username', customer.username) })
  return found
}
