import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import type { AuditLog } from '../../../worker/contract/audit.ts'
import { AUDIT_FILE_ROWS_MAX } from '../../../worker/contract/audit-actions.ts'
import type { Page } from '../../../worker/contract/common.ts'
import type { Me } from '../../../worker/contract/team.ts'
import {
  asOwner,
  call,
  confirm,
  newEmail,
  newMember,
  newTenant,
  PASSWORD,
  type Person,
  personOf,
} from '../../support/factories.ts'

let owner: Person
let agent: Person
const from = (address: string) => ({ headers: { 'cf-connecting-ip': address } })

beforeAll(async () => {
  const wish = { email: newEmail(), password: PASSWORD, name: 'Olive', organization: 'Shop' }
  owner = personOf(await call<Me>('POST', '/api/auth/signup', wish, from('203.0.113.77')), 201)
  await confirm(owner)
  agent = await newMember(owner, 'agent')
  for (const name of ['One', 'Two']) {
    await call('PATCH', '/api/tenant', { name }, { cookie: owner.cookie, ...from('2001:db8:77::abcd') })
  }
})

const list = async (query = '', by = owner) => (await by.call<Page<AuditLog>>('GET', `/api/audit-logs${query}`)).body
const actionsOf = async (query: string) => (await list(query)).data.map(({ action }) => action)

describe('the list', () => {
  it('says who, through what, from where, and what changed', async () => {
    const answer = await call(
      'PATCH',
      '/api/tenant',
      { agentsSeeOwnOnly: true },
      { cookie: owner.cookie, ...from('198.51.100.9') },
    )
    const [row] = (await list('?limit=1')).data
    const [started] = (await list(`?action=session.started&actor=${owner.me.memberId}`)).data
    expect(row).toMatchObject({
      action: 'tenant.changed',
      memberId: owner.me.memberId,
      sessionId: started?.subjectId,
      requestId: answer.headers.get('x-request-id'),
      network: '198.51.100.0/24',
      tokenId: null,
      staffId: null,
      details: { changes: { agents_see_own_only: [false, true] } },
    })
    expect(started).toMatchObject({ network: '203.0.113.0/24', sessionId: started?.subjectId })
    await call('PATCH', '/api/tenant', { agentsSeeOwnOnly: false }, { cookie: owner.cookie })
  })

  it('knows no more of an address than its network', async () => {
    expect((await list('?action=tenant.changed')).data.map(({ network }) => network)).toContain('2001:db8:77::/48')
    expect(JSON.stringify(await list('?limit=100'))).not.toMatch(/abcd|113\.77/)
  })

  it('comes in pages, newest first, each row once', async () => {
    const all = (await list('?limit=100')).data.map(({ id }) => id)
    expect(all).toEqual([...all].sort().reverse())
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: Page<AuditLog> = await list(`?limit=2${cursor && `&cursor=${cursor}`}`)
      seen.push(...page.data.map(({ id }) => id))
      cursor = page.nextCursor
    }
    expect(seen).toEqual(all)
    expect(all.length).toBeGreaterThan(6)
  })

  it('can be narrowed', async () => {
    expect(new Set(await actionsOf('?action=tenant.changed'))).toEqual(new Set(['tenant.changed']))
    expect(await actionsOf(`?actor=${agent.me.memberId}`)).toEqual(['session.started', 'member.joined'])
    expect(await actionsOf(`?subject=${agent.me.memberId}`)).toEqual(['member.joined'])
    expect(await actionsOf('?actor=system')).toEqual([])
    const rows = (await list('?limit=100')).data
    const middle = rows[2]?.at ?? ''
    const [before, since] = [await list(`?limit=100&to=${middle}`), await list(`?limit=100&from=${middle}`)]
    expect([...since.data, ...before.data]).toEqual(rows)
    expect(before.data.length).toBeGreaterThan(0)
  })

  it.each(['actor=me', 'action=x', "action=a.b'--", 'subject=1', 'from=yesterday', 'limit=101', 'cursor=bad'])(
    'refuses %s',
    async (query) => {
      expect((await owner.call('GET', `/api/audit-logs?${query}`)).status).toBe(400)
    },
  )
})

describe('the file', () => {
  const csv = (query = '') => owner.call('GET', `/api/audit-logs?format=csv${query}`)

  it('has the rows with names, and leaves a row itself', async () => {
    const { status, text, headers } = await csv('&action=member.joined')
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
    const [head, row, end] = text.split('\r\n')
    expect(head).toContain('at,action,actor,memberId')
    expect(row).toContain(`member.joined,Max Member,${agent.me.memberId}`)
    expect(end).toBe('')
    const [left] = (await list('?limit=1')).data
    expect(left).toMatchObject({ action: 'audit.exported', details: { action: 'member.joined' } })
  })

  it('says in its row what it was narrowed to', async () => {
    const { memberId } = agent.me
    await csv(`&actor=${memberId}&subject=${memberId}`)
    expect((await list('?limit=1')).data[0]?.details).toEqual({ actor: memberId, subject: memberId })
  })

  it('has each row’s place in the chain, against which it can be checked', async () => {
    await owner.call('GET', '/api/audit-logs/verify')
    const [head, ...rows] = (await csv()).text.trim().split('\r\n')
    expect(head).toMatch(/,id,position,hash$/)
    const { rows: chain } = await asOwner<{ line: string }>(sql`
      select audit_id || ',' || seq || ',' || encode(hash, 'hex') as line from audit_chain
      where tenant_id = ${owner.me.tenant.id}::uuid order by seq`)
    expect(chain.length).toBeGreaterThan(6)
    for (const { line } of chain) expect(rows.filter((row) => row.endsWith(`,${line}`))).toHaveLength(1)
  })

  it('leads to the next one where there are more rows than fit, so that each is in one of them', async () => {
    const { me, call: ask } = await newTenant()
    await asOwner(sql`
      insert into audit_log (tenant_id, action) select ${me.tenant.id}::uuid, 'member.joined'
      from generate_series(1, ${AUDIT_FILE_ROWS_MAX + 1})`)
    const narrowed = '/api/audit-logs?format=csv&action=member.joined'
    const first = await ask('GET', narrowed)
    const next = /^<(.*)>; rel="next"$/.exec(first.headers.get('link') ?? '')?.[1] ?? ''
    expect(next).toContain(`${narrowed}&cursor=`)
    const last = await ask('GET', next)
    expect(last.headers.get('link')).toBeNull()
    const [one, two] = [first, last].map(({ text }) => text.trim().split('\r\n').slice(1))
    expect([one?.length, two?.length]).toEqual([AUDIT_FILE_ROWS_MAX, 1])
    expect(one).not.toContain(two?.[0])
  })

  it('begins no formula', async () => {
    await newMember(owner, 'viewer', '=HYPERLINK("http://evil.test")')
    const { text } = await csv('&action=member.joined')
    expect(text).toContain(`"'=HYPERLINK(""http://evil.test"")"`)
  })
})

it('is of one’s own tenant', async () => {
  const other = await newTenant()
  const mine = (await list('?limit=100', other)).data
  expect(mine.map(({ action }) => action)).toEqual(['session.started', 'tenant.created'])
  expect((await list(`?actor=${owner.me.memberId}`, other)).data).toEqual([])
})
