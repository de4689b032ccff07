import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { boxKeyId } from '../../worker/crypto/box.ts'
import { KeyRing, type KeyStore } from '../../worker/crypto/keys.ts'
import { localKeyProvider } from '../../worker/crypto/kms/local.ts'
import { Vault } from '../../worker/crypto/vault.ts'
import { postgresKeyStore } from '../../worker/features/tenant/index.ts'
import { KEY_DAYS, renewKeys } from '../../worker/jobs/renew-keys.ts'
import { fromBase64 } from '../../worker/kit/bytes.ts'
import { newId } from '../../worker/kit/ids.ts'
import { asOwner, auditOf, newTenant, type Person, services } from '../support/factories.ts'

const { db, log, settings } = services
const provider = localKeyProvider(fromBase64(settings.LOCAL_MASTER_KEY))
const now = Date.now
/** As another isolate has it. */
const ringOf = (more: Partial<KeyStore> = {}) =>
  new KeyRing({ store: { ...postgresKeyStore(db), ...more }, provider, now })
const renew = (keys = ringOf(), at = now) => renewKeys({ db, keys, now: at, log }, { max: 1, rounds: 500 })

/** As if all of the tenant's keys were made so long ago. */
const age = ({ me }: Person, days: number) =>
  asOwner(sql`
    update encryption_keys set created_at = now() - make_interval(days => ${days})
    where tenant_id = ${me.tenant.id}::uuid`)
async function keysOf({ me }: Person) {
  const { rows } = await asOwner<{ purpose: string; version: number; state: string; rotated: boolean }>(sql`
    select purpose, version, state, rotated_at is not null as rotated from encryption_keys
    where tenant_id = ${me.tenant.id}::uuid order by purpose, version`)
  return rows.map(
    ({ purpose, version, state, rotated }) => `${purpose} ${version} ${state}${rotated ? ' rotated' : ''}`,
  )
}
const told = async (owner: Person) =>
  (await auditOf(owner)).filter(({ action }) => action === 'key.renewed').map(({ details }) => details)

const fresh = ['content 1 active', 'dedup 1 active', 'index 1 active', 'secret 1 active']
const renewed = [
  ...['content 1 open-only rotated', 'content 2 active', 'dedup 1 active', 'index 1 active'],
  ...['secret 1 open-only rotated', 'secret 2 active'],
]

it('keys for content and secrets are renewed after 90 days, and what was sealed goes on opening', async () => {
  const owner = await newTenant()
  const tenantId = owner.me.tenant.id
  const place = { table: 'messages', id: newId() }
  const before = new Vault(ringOf(), now)
  const box = await before.seal(tenantId, place, 'old')
  await age(owner, KEY_DAYS - 1)
  await renew()
  expect(await keysOf(owner)).toEqual(fresh)
  await renew(ringOf(), () => now() + 2 * 24 * 3600_000) // The clock moves on.
  expect(await keysOf(owner)).toEqual(renewed)
  expect(await told(owner)).toEqual([
    { purpose: 'content', version: 2 },
    { purpose: 'secret', version: 2 },
  ])
  // An isolate that has not heard of it goes on sealing under the old one for five minutes: both open everywhere.
  const meanwhile = await before.seal(tenantId, place, 'meanwhile')
  const after = new Vault(ringOf(), now)
  const next = await after.seal(tenantId, place, 'new')
  expect(boxKeyId(next)).not.toBe(boxKeyId(box))
  expect(await after.open(tenantId, place, box)).toBe('old')
  expect(await after.open(tenantId, place, meanwhile)).toBe('meanwhile')
  expect(await before.open(tenantId, place, next)).toBe('new')
  await renew()
  expect(await keysOf(owner)).toEqual(renewed)
})

it('two at once renew once', async () => {
  const owner = await newTenant()
  await age(owner, KEY_DAYS + 1)
  await Promise.all([renew(), renew(), renew()])
  expect(await keysOf(owner)).toEqual(renewed)
  expect(await told(owner)).toHaveLength(2)
})

it('one that died in between is finished the next night, and keeps no other tenant waiting', async () => {
  const [owner, other] = [await newTenant(), await newTenant()]
  for (const each of [owner, other]) await age(each, KEY_DAYS + 1)
  const store = postgresKeyStore(db)
  const dying = ringOf({
    async insertKey(row) {
      if (row.tenantId === owner.me.tenant.id && row.purpose === 'secret') throw new Error('the connection was cut')
      await store.insertKey(row)
    },
  })
  await renew(dying)
  expect(await keysOf(owner)).toEqual([...renewed.slice(0, 4), 'secret 1 active'])
  expect(await told(owner)).toEqual([{ purpose: 'content', version: 2 }])
  expect(await keysOf(other)).toEqual(renewed)
  await renew()
  expect(await keysOf(owner)).toEqual(renewed)
  expect(await told(owner)).toHaveLength(2)
})

it('a deleted tenant gets none', async () => {
  const owner = await newTenant()
  await age(owner, KEY_DAYS + 1)
  await asOwner(sql`select set_tenant_state(${owner.me.tenant.id}::uuid, 'deleted', 'gone')`)
  await renew()
  expect(await keysOf(owner)).toEqual(fresh)
})
