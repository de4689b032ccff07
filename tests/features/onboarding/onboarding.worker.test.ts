import { expect, it } from 'vitest'
import type { Onboarding, OnboardingChange } from '../../../worker/contract/onboarding.ts'
import {
  auditOf,
  invite,
  newChannel,
  newMember,
  newTenant,
  newUnconfirmed,
  type Person,
} from '../../support/factories.ts'

const read = (by: Person) => by.call<Onboarding>('GET', '/api/onboarding')
const note = (by: Person, change: OnboardingChange) => by.call<Onboarding>('PATCH', '/api/onboarding', change)
const statesOf = ({ steps }: Onboarding) =>
  Object.fromEntries(Object.entries(steps).map(([name, { state }]) => [name, state]))

it('is told by what is there, and keeps what was skipped, with its time and a row of the audit log', async () => {
  const owner = await newTenant()
  const open = { organization: 'open', channel: 'open', team: 'open', test: 'open' }
  const { body } = await read(owner)
  expect([statesOf(body), body.over, body.conversationId]).toEqual([open, false, null])

  const skipped = await note(owner, { step: 'team', as: 'skipped' })
  expect(skipped.status).toBe(200)
  expect(skipped.body.steps.team.state).toBe('skipped')
  expect(Date.now() - Date.parse(skipped.body.steps.team.at ?? '')).toBeLessThan(60_000)
  expect((await auditOf(owner)).at(-1)).toMatchObject({
    action: 'tenant.onboarding',
    memberId: owner.me.memberId,
    subjectId: owner.me.tenant.id,
    details: { step: 'team', as: 'skipped' },
  })

  await newChannel(owner)
  await invite(owner, 'agent')
  await note(owner, { step: 'organization', as: 'done' })
  const later = (await read(owner)).body
  expect(statesOf(later)).toEqual({ organization: 'done', channel: 'done', team: 'done', test: 'open' })
  expect([later.steps.team.at, later.over]).toEqual([null, false])
  expect((await note(owner, { step: 'test', as: 'skipped' })).body.over).toBe(true)
})

it('is put aside as a whole, also before the address is confirmed, and by an admin', async () => {
  const owner = await newUnconfirmed()
  expect((await note(owner, { step: 'all', as: 'skipped' })).body.over).toBe(true)
  const other = await newTenant()
  const admin = await newMember(other, 'admin')
  expect((await read(admin)).body.steps.team.state).toBe('done')
  expect((await note(admin, { step: 'all', as: 'done' })).body.over).toBe(true)
  expect((await read(other)).body.over).toBe(true)
})

it.each(['supervisor', 'agent', 'viewer'] as const)('is not for a %s', async (role) => {
  const member = await newMember(await newTenant(), role)
  expect((await read(member)).status).toBe(403)
  expect((await note(member, { step: 'all', as: 'skipped' })).status).toBe(403)
})

it('changes nothing of another organization, and takes no other words', async () => {
  const [mine, theirs] = [await newTenant(), await newTenant()]
  await note(mine, { step: 'all', as: 'skipped' })
  await newChannel(mine)
  const { body } = await read(theirs)
  expect([body.over, body.steps.channel.state]).toEqual([false, 'open'])
  for (const wrong of [
    { step: 'other', as: 'done' },
    { step: 'team', as: 'open' },
    { step: 'team', as: 'done', tenantId: theirs.me.tenant.id },
  ]) {
    expect((await mine.call('PATCH', '/api/onboarding', wrong)).status).toBe(400)
  }
})
