import { PLATFORM_TENANT_ID } from '../../crypto/kms/provider.ts'
import { normaliseEmail } from '../../crypto/normalise.ts'
import { hashPassword } from '../../crypto/password.ts'
import type { Vault } from '../../crypto/vault.ts'
import type { Database } from '../../db/connect.ts'
import { assert } from '../../kit/assert.ts'
import { type NewUser, selectUser, selectUserBox, type UserRow } from './repo.ts'

/** Who a person is: the private fields of a user (platform's key) and of a membership (tenant's key). */
export interface Person {
  name: string
  email: string
}

const userPlace = (id: string) => ({ table: 'users', id })
export const memberPlace = (id: string) => ({ table: 'memberships', id })
export const invitationPlace = (id: string) => ({ table: 'invitations', id })

/** The account of an e-mail address, on the whole deployment; null if there is none. */
export async function findUserByEmail(
  { db, vault }: { db: Database; vault: Vault },
  email: string,
): Promise<UserRow | null> {
  const indexes = await vault.indexAll(PLATFORM_TENANT_ID, 'email', normaliseEmail(email))
  return selectUser(
    db,
    indexes.map((index) => index.bytes),
  )
}

export function openUser(vault: Vault, user: Pick<UserRow, 'id' | 'box'>): Promise<Person> {
  return vault.open<Person>(PLATFORM_TENANT_ID, userPlace(user.id), user.box)
}

/** Of somebody who is signed in. */
export async function getUser({ db, vault }: { db: Database; vault: Vault }, id: string): Promise<Person> {
  const box = await selectUserBox(db, id)
  assert(box, 'a session belongs to a user')
  return vault.open<Person>(PLATFORM_TENANT_ID, userPlace(id), box)
}

/** A user's row, sealed and ready to insert. Takes the 150 ms of a password hash. */
export async function sealNewUser(vault: Vault, id: string, person: Person, password: string): Promise<NewUser> {
  const [emailIndex, box, passwordHash] = await Promise.all([
    vault.index(PLATFORM_TENANT_ID, 'email', normaliseEmail(person.email)),
    vault.seal(PLATFORM_TENANT_ID, userPlace(id), person),
    hashPassword(password),
  ])
  return { id, emailIndex: emailIndex.bytes, box, passwordHash }
}
