import { expect, it, onTestFinished, vi } from 'vitest'
import { fetchWorker } from '../security/inhabited-tenant.ts'
import { type Answer, call, newMember, newTenant } from '../support/factories.ts'
import { newStaff } from '../support/staff.ts'

/** What was written while it ran: the line of the request that it made, and all of them as text. */
async function linesOf(run: () => Promise<Answer>) {
  const spies = (['info', 'warn', 'error'] as const).map((level) =>
    vi.spyOn(console, level).mockImplementation(() => {}),
  )
  onTestFinished(() => spies.forEach((spy) => void spy.mockRestore()))
  const answer = await run()
  const text = spies.flatMap((spy) => spy.mock.calls.map(([line]) => String(line)))
  const id = answer.headers.get('x-request-id')
  const lines = text.map((line) => JSON.parse(line) as Record<string, unknown>)
  const line = lines.find((each) => each.event === 'request' && each.requestId === id)
  return { answer, line, text: text.join('\n') }
}

it('a refusal of a role names who, what and why', async () => {
  const owner = await newTenant()
  const viewer = await newMember(owner, 'viewer')
  const { answer, line, text } = await linesOf(() =>
    viewer.call('POST', '/api/labels', { name: 'Planted', color: 'red' }),
  )
  expect(answer.status).toBe(403)
  const { memberId, tenant } = viewer.me
  const who = { tenantId: tenant.id, memberId }
  expect(line).toMatchObject({ method: 'POST', route: '/api/labels', status: 403, code: 'FORBIDDEN', ...who })
  expect(text).not.toContain('Planted')
})

it('a refused origin names what and why', async () => {
  const { cookie } = await newTenant()
  const options = { cookie, origin: 'https://planted.example' }
  const { line, text } = await linesOf(() => call('POST', '/api/labels', { name: 'Planted', color: 'red' }, options))
  expect(line).toMatchObject({ method: 'POST', route: '/api/labels', status: 403, code: 'WRONG_ORIGIN' })
  expect(text.toLowerCase()).not.toContain('planted')
})

it('refused input names who, what and why, and nothing of the input', async () => {
  const owner = await newTenant()
  const { line, text } = await linesOf(() =>
    owner.call('POST', '/api/labels?planted=Planted', { name: 'Planted'.repeat(100), planted: "Planted' or true --" }),
  )
  const who = { tenantId: owner.me.tenant.id, memberId: owner.me.memberId }
  expect(line).toMatchObject({ route: '/api/labels', status: 400, code: 'INVALID_REQUEST', ...who })
  expect(text.toLowerCase()).not.toContain('planted')
})

it('a body that is no JSON, and an address that is none, name why', async () => {
  const { cookie } = await newTenant()
  const { line, text } = await linesOf(async () => {
    const headers = { cookie, 'content-type': 'application/json' }
    const response = await fetchWorker('/api/labels', { method: 'POST', headers, body: '{planted' })
    return { status: response.status, headers: response.headers, body: null, text: await response.text() }
  })
  expect(line).toMatchObject({ route: '/api/labels', status: 400, code: 'NOT_JSON' })
  expect(text).not.toContain('planted')
  const lost = await linesOf(() => call('GET', '/planted'))
  expect(lost.line).toMatchObject({ status: 404, code: 'NOT_FOUND' })
  expect(lost.text).not.toContain('planted')
})

it('of staff it names the person; what went well has no code', async () => {
  const staff = await newStaff()
  const refused = await linesOf(() => staff.call('GET', '/api/admin/security?days=planted'))
  expect(refused.line).toMatchObject({ status: 400, code: 'INVALID_REQUEST', userId: staff.person.me.userId })
  expect(refused.text).not.toContain('planted')
  const { line } = await linesOf(() => staff.call('GET', '/api/admin/security?days=7'))
  expect(line).toMatchObject({ route: '/api/admin/security', status: 200, userId: staff.person.me.userId })
  expect(line).not.toHaveProperty('code')
})
