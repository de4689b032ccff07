import { beforeEach, describe, expect, inject, it } from 'vitest'
import { directoryBench } from './directory-bench.ts'

let bench: Awaited<ReturnType<typeof directoryBench>>
let phone = ''
let userId = ''
beforeEach(async () => {
  bench = await directoryBench(inject('services'))
  phone = '4915112345678'
  userId = 'DE.9001'
})

const otherPhone = '4915187654321'
const otherUserId = 'DE.9002'

/** The one customer of a batch of one. */
async function resolve(customer: Parameters<typeof bench.resolve>[0]) {
  const [contact] = await bench.resolve(customer as NonNullable<typeof customer>)
  if (!contact) throw new Error('nobody was resolved')
  return contact
}

/** In memory and after everything was forgotten the answer must be the same. */
describe.each(['that remembers', 'that forgot everything'])('a directory %s', (kind) => {
  const next = () => (kind === 'that remembers' ? undefined : bench.forget())

  it('makes a contact of a stranger, once', async () => {
    const first = await resolve({ phone, name: 'Ana' })
    next()
    const second = await resolve({ phone: `+${phone}`, name: 'Ana' })
    expect(second.id).toBe(first.id)
    expect(await bench.contacts()).toEqual([{ id: first.id, name: 'Ana', phone, username: null, userId: null }])
    expect(await bench.identities(first)).toEqual([`phone ${phone}`])
  })

  it('knows a customer by user id alone', async () => {
    const first = await resolve({ phone, userId })
    next()
    expect((await resolve({ userId })).id).toBe(first.id)
    expect(await bench.contacts()).toMatchObject([{ phone, userId }])
  })

  it('learns a user id for a number that it knows', async () => {
    const first = await resolve({ phone })
    next()
    expect((await resolve({ phone, userId })).id).toBe(first.id)
    next()
    expect((await resolve({ userId })).id).toBe(first.id)
    expect(await bench.identities(first)).toEqual([`phone ${phone}`, `user_id ${userId}`])
  })

  it('learns a number for a user id that it knows', async () => {
    const first = await resolve({ userId })
    next()
    await resolve({ phone, userId })
    next()
    expect((await resolve({ phone })).id).toBe(first.id)
    expect(await bench.contacts()).toMatchObject([{ phone, userId }])
  })

  it('takes a known number with another user id for a new person: the old history does not show', async () => {
    const before = await resolve({ phone, userId })
    next()
    const after = await resolve({ phone, userId: otherUserId })
    expect(after.id).not.toBe(before.id)
    next()
    expect((await resolve({ phone })).id).toBe(after.id)
    next()
    expect((await resolve({ userId })).id).toBe(before.id)
    expect(await bench.identities(before)).toEqual([`phone ${phone} was recycled`, `user_id ${userId}`])
    expect(await bench.identities(after)).toEqual([`phone ${phone}`, `user_id ${otherUserId}`])
    const stored = await bench.contacts()
    expect(
      stored.find(({ id }) => id === before.id)?.phone,
      'nothing may be sent to the new person by mistake',
    ).toBeNull()
  })

  it('goes by the user id where the number points at somebody else, and notes the conflict once', async () => {
    const byUser = await resolve({ userId, phone: otherPhone })
    const byPhone = await resolve({ phone })
    for (let time = 0; time < 3; time++) {
      next()
      expect((await resolve({ userId, phone })).id).toBe(byUser.id)
    }
    expect(await bench.identities(byUser)).toEqual([
      `phone ${phone} was conflict`,
      `phone ${otherPhone}`,
      `user_id ${userId}`,
    ])
    next()
    expect((await resolve({ phone })).id).toBe(byPhone.id)
    expect(await bench.contacts()).toHaveLength(2)
  })

  it('follows a changed number', async () => {
    const first = await resolve({ phone, userId, name: 'Ana' })
    next()
    await bench.change(await resolve({ phone }), 'phone', otherPhone)
    next()
    const now = await resolve({ phone: otherPhone })
    expect(now.id).toBe(first.id)
    expect(now.phone).toBe(otherPhone)
    expect(await bench.identities(first)).toEqual([
      `phone ${phone} was number_changed`,
      `phone ${otherPhone}`,
      `user_id ${userId}`,
    ])
    next()
    expect((await resolve({ phone })).id).not.toBe(first.id)
  })

  it('follows a user id to a number that no change event told of; the old one is nobody’s', async () => {
    const first = await resolve({ phone, userId })
    next()
    expect((await resolve({ phone: otherPhone, userId })).phone).toBe(otherPhone)
    expect(await bench.contacts()).toMatchObject([{ id: first.id, phone: otherPhone, userId }])
    expect(await bench.identities(first)).toEqual([
      `phone ${phone} was number_changed`,
      `phone ${otherPhone}`,
      `user_id ${userId}`,
    ])
    next()
    expect((await resolve({ phone })).id).not.toBe(first.id)
  })

  it('follows a changed user id', async () => {
    const first = await resolve({ phone, userId })
    next()
    await bench.change(await resolve({ userId }), 'user_id', otherUserId)
    next()
    expect((await resolve({ userId: otherUserId })).id).toBe(first.id)
    expect(await bench.identities(first)).toContain(`user_id ${userId} was user_id_changed`)
  })

  it('takes a number from whoever had it when somebody changes to it', async () => {
    const old = await resolve({ phone: otherPhone })
    const moving = await resolve({ phone, userId })
    next()
    await bench.change(await resolve({ userId }), 'phone', otherPhone)
    next()
    expect((await resolve({ phone: otherPhone })).id).toBe(moving.id)
    expect(await bench.identities(old)).toEqual([`phone ${otherPhone} was recycled`])
  })

  it('changes nothing when the same change comes again', async () => {
    await bench.change(await resolve({ phone, userId }), 'phone', otherPhone)
    const before = await bench.identities(await resolve({ userId }))
    next()
    await bench.change(await resolve({ userId }), 'phone', otherPhone)
    expect(await bench.identities(await resolve({ userId }))).toEqual(before)
  })

  it('follows a name and a username', async () => {
    const first = await resolve({ userId, name: 'Ana', username: 'ana.a' })
    next()
    await resolve({ userId, name: 'Ana Alba', username: 'ana.b' })
    expect(await bench.contacts()).toMatchObject([{ name: 'Ana Alba', username: 'ana.b' }])
    expect(await bench.identities(first)).toEqual([
      `user_id ${userId}`,
      'username ana.a was user_id_changed',
      'username ana.b',
    ])
  })

  it('gives a username that somebody else had to whoever has it now', async () => {
    const before = await resolve({ userId, username: 'ana' })
    next()
    const after = await resolve({ userId: otherUserId, username: 'Ana' })
    expect(after.id).not.toBe(before.id)
    expect(await bench.identities(before)).toContain('username ana was recycled')
    expect(await bench.identities(after)).toContain('username ana')
  })

  it('keeps two portfolios apart', async () => {
    const first = await resolve({ userId })
    const elsewhere = await directoryBench(inject('services'))
    const [second] = await elsewhere.resolve({ userId })
    expect(second?.id).not.toBe(first.id)
  })
})

describe('an event that comes again', () => {
  it('does not bring back an old name, username or number', async () => {
    const first = { userId, phone, name: 'Ana', username: 'ana.a' }
    const atMs = bench.now() - 60_000
    const contact = await resolve(first)
    await resolve({ userId, name: 'Ana Alba', username: 'ana.b' })
    await bench.change(contact, 'phone', otherPhone)
    const [before, identities] = [await bench.contacts(), await bench.identities(contact)]
    bench.forget()
    await bench.resolveAt(atMs, first)
    expect(await bench.contacts()).toEqual(before)
    expect(await bench.identities(contact)).toEqual(identities)
  })

  it('still tells what nobody knew', async () => {
    await resolve({ userId })
    await bench.resolveAt(bench.now() - 60_000, { userId, phone, name: 'Ana' })
    expect(await bench.contacts()).toMatchObject([{ phone, name: 'Ana' }])
  })

  it('does not give a number back that is somebody else’s by now', async () => {
    const before = await resolve({ phone, userId })
    const after = await resolve({ phone, userId: otherUserId })
    bench.forget()
    expect((await resolve({ phone, userId })).id).toBe(before.id)
    expect((await resolve({ phone })).id).toBe(after.id)
    expect((await bench.contacts()).find(({ id }) => id === before.id)?.phone).toBeNull()
  })
})

describe('one batch', () => {
  it('may hold the same stranger several times', async () => {
    const found = await bench.resolve({ phone }, { phone, userId }, { userId, name: 'Ana' })
    expect(new Set(found.map((contact) => contact.id)).size).toBe(1)
    expect(await bench.contacts()).toMatchObject([{ phone, userId, name: 'Ana' }])
  })

  it('may hold a number before and after it was given to somebody new', async () => {
    const [before, after] = await bench.resolve({ phone, userId }, { phone, userId: otherUserId })
    bench.forget()
    expect((await resolve({ phone })).id).toBe(after?.id)
    bench.forget()
    expect((await resolve({ userId })).id).toBe(before?.id)
  })
})

it('does not make a second contact of somebody who is forgotten between loading and resolving', async () => {
  const first = await resolve({ phone })
  const { load } = bench.directory
  bench.directory.load = async (wanted) => {
    bench.passHours(0.999_999)
    await load.call(bench.directory, wanted)
    bench.passHours(0.000_002)
  }
  expect((await resolve({ phone })).id).toBe(first.id)
})
