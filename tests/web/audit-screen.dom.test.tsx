import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact'
import { LocationProvider } from 'preact-iso'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { AuditScreen } from '../../web/screens/settings/audit/audit-screen.tsx'
import type { AuditLog, AuditVerdict } from '../../worker/contract/audit.ts'
import { auditActions } from '../../worker/contract/audit-actions.ts'
import { type Asked, fakeServer, refusal } from './fake-server.ts'
import { ago, newId } from './made.ts'

const ana = {
  id: newId(),
  userId: newId(),
  name: 'Ana Novak',
  email: null,
  role: 'admin',
  active: true,
  capacity: null,
  joinedAt: ago(1e6),
}

const channel = { id: newId(), name: 'Shop line' }

const aRow = (changes: Partial<AuditLog> = {}): AuditLog => ({
  ...{ id: newId(), at: ago(60_000), action: 'tenant.changed', subjectId: newId(), memberId: ana.id },
  ...{ sessionId: newId(), tokenId: null, staffId: null, requestId: newId(), network: '203.0.113.0/24' },
  details: { changes: { agents_see_own_only: [false, true] } },
  ...changes,
})
const whole: AuditVerdict = {
  ...{ whole: true, chained: 12, unchained: 0, fault: null, head: { day: '2026-11-25', seq: 9 }, start: null },
}

function show(rows: AuditLog[], verdict: AuditVerdict = whole, nextCursor: string | null = null): Asked[] {
  const asked = fakeServer(({ path }) => {
    if (path.startsWith('/api/team/members')) return { body: { data: [ana] } }
    if (path === '/api/channels') return { body: { data: [channel] } }
    if (path === '/api/audit-logs/verify') return { body: verdict }
    if (!path.startsWith('/api/audit-logs')) return { body: { data: [] } }
    return { body: { data: rows, nextCursor: path.includes('cursor') ? null : nextCursor } }
  })
  render(
    <LocationProvider>
      <AuditScreen />
    </LocationProvider>,
  )
  return asked
}
const lastList = (asked: Asked[]) =>
  new URLSearchParams(
    asked
      .filter(({ path }) => path.startsWith('/api/audit-logs?'))
      .at(-1)
      ?.path.split('?')[1],
  )

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

describe('the audit log', () => {
  it('says who did what, what changed, and from where', async () => {
    show([aRow(), aRow({ memberId: null, action: 'contact.erased', details: { contacts: 2 }, network: null })])
    const rows = () =>
      within(screen.getByRole('region', { name: 'What happened, newest first' })).getAllByRole('listitem')
    await waitFor(() => expect(rows()[0]?.textContent).toContain('Ana Novak'))
    const [first, second] = rows()
    expect(first?.textContent).toContain('changed the organization')
    expect(first?.textContent).toContain('agents_see_own_onlyno → yes')
    expect(first?.textContent).toContain('from 203.0.113.0/24')
    expect(second?.textContent).toContain('The system')
    expect(second?.textContent).toContain('erased a customer')
  })

  it('says whom it is about where that is known, and values in words', async () => {
    const changes = { mfa_roles: [['agent', 'viewer'], []], mfa_from: [null, '2026-11-26T17:03:00+00:00'] }
    show([
      aRow({ action: 'channel.changed', subjectId: channel.id, details: { changes } }),
      aRow({ action: 'member.changed', subjectId: ana.id, memberId: null, details: { role: 'supervisor' } }),
      aRow({ action: 'member.joined', subjectId: ana.id, details: { by: 'agent', to: ana.id } }),
      aRow({ action: 'contact.changed', staffId: newId(), memberId: null, details: {} }),
    ])
    const rows = () => [...document.querySelectorAll('.trace-text')].map((row) => row.textContent)
    await waitFor(() => expect(rows()[0]).toContain('changed a numberShop line'))
    expect(rows()[0]).toContain('mfa_rolesAgent and Viewer → nothing')
    expect(rows()[0]).toMatch(/mfa_fromnothing → (Nov 26|26 Nov), \d+:03/)
    expect(rows()[1]).toContain('The systemchanged a memberAna Novak')
    expect(rows()[1]).toContain('roleSupervisor')
    expect(rows()[2]).toMatch(/^Ana Novakjoined the teambyagenttoAna Novak/)
    expect(rows()[3]).toMatch(/^Platform staffchanged a customerfrom/)
  })

  it('groups all that can have happened by what it is about', async () => {
    show([])
    const what = await screen.findByLabelText('What')
    const groups = [...what.querySelectorAll('optgroup')]
    expect(groups.length).toBeGreaterThan(5)
    expect(groups.flatMap((group) => [...group.children]).length).toBe(auditActions.length)
    const people = groups.find(({ label }) => label === 'People and teams')
    expect(people?.textContent).toContain('invited somebody')
    expect(people?.textContent).not.toContain('signed in')
  })

  it('shows what it has no words for as it is', async () => {
    show([aRow({ action: 'moon.landed', details: {} })])
    expect(await screen.findByText('moon.landed')).toBeTruthy()
  })

  it('is narrowed to somebody, something and a time; the file follows', async () => {
    const asked = show([])
    expect(await screen.findByText('Nothing happened here')).toBeTruthy()
    await within(screen.getByLabelText('Who')).findByText('Ana Novak')
    fireEvent.change(screen.getByLabelText('Who'), { target: { value: ana.id } })
    fireEvent.change(screen.getByLabelText('What'), { target: { value: 'member.joined' } })
    fireEvent.input(screen.getByLabelText('From'), { target: { value: '2026-11-01T10:00' } })
    fireEvent.click(screen.getByRole('button', { name: 'Show' }))
    await waitFor(() => expect(lastList(asked).get('actor')).toBe(ana.id))
    expect(lastList(asked).get('action')).toBe('member.joined')
    expect(lastList(asked).get('from')).toBe(new Date('2026-11-01T10:00').toISOString())
    const file = screen.getByRole('link', { name: 'Download as CSV' }).getAttribute('href') ?? ''
    expect(file).toContain('format=csv')
    expect(file).toContain('action=member.joined')
  })

  it('says that a file has not all, and leads to the next one', async () => {
    const save = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockReturnValue()
    const next = '/api/audit-logs?format=csv&cursor=older'
    fakeServer(({ path }) => {
      const isFirst = path === '/api/audit-logs?format=csv'
      return { body: { data: [], nextCursor: null }, headers: isFirst ? { link: `<${next}>; rel="next"` } : {} }
    })
    render(
      <LocationProvider>
        <AuditScreen />
      </LocationProvider>,
    )
    fireEvent.click(await screen.findByRole('link', { name: 'Download as CSV' }))
    expect((await screen.findByText(/^The file has 10,000 rows, and there are older ones/)).textContent).toMatch(
      /narrower/,
    )
    const link = screen.getByRole('link', { name: 'Next file' })
    expect(link.getAttribute('href')).toBe(next)
    fireEvent.click(link)
    await waitFor(() => expect(screen.queryByRole('link', { name: 'Next file' })).toBeNull())
    expect(save).toHaveBeenCalledTimes(2)
    save.mockRestore()
  })

  it('is narrowed to one thing, and back', async () => {
    const row = aRow()
    const asked = show([row])
    fireEvent.click(await screen.findByRole('button', { name: 'All about this' }))
    await waitFor(() => expect(lastList(asked).get('subject')).toBe(row.subjectId))
    fireEvent.click(await screen.findByRole('button', { name: 'Show everything again' }))
    await waitFor(() => expect(lastList(asked).get('subject')).toBeNull())
  })

  it('reads older rows on demand', async () => {
    const asked = show([aRow()], whole, 'older')
    fireEvent.click(await screen.findByRole('button', { name: /Show older/ }))
    await waitFor(() => expect(lastList(asked).get('cursor')).toBe('older'))
    await waitFor(() => expect(screen.queryByRole('button', { name: /Show older/ })).toBeNull())
  })

  it('says what kept it from coming', async () => {
    fakeServer(({ path }) =>
      path.startsWith('/api/audit-logs') ? refusal(503, 'UNAVAILABLE', 'Away') : { body: { data: [] } },
    )
    render(
      <LocationProvider>
        <AuditScreen />
      </LocationProvider>,
    )
    expect(await screen.findByText('Request id req-1')).toBeTruthy()
    expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy()
  })
})

describe('the chain', () => {
  const check = async () => fireEvent.click(await screen.findByRole('button', { name: 'Check the chain' }))

  it('is said to be whole, and up to where it is signed', async () => {
    show([])
    await check()
    expect(await screen.findByText('The log is whole: 12 rows checked.')).toBeTruthy()
    expect(screen.getByText(/Signed up to row 9/)).toBeTruthy()
    expect(screen.queryByText(/went after their seven years/)).toBeNull()
  })

  it.each([
    ['2019-11-20T12:00:00Z', /The log reaches back to .*2019: rows up to 1,234 went after their seven years\./],
    [null, /Rows up to 1,234 went after their seven years; there is none after them yet\./],
  ])('is said since when it reaches back, where rows went by age (%s)', async (at, said) => {
    show([], { ...whole, start: { seq: 1_234, at } })
    await check()
    expect(await screen.findByText(said)).toBeTruthy()
  })

  it('is said to be broken, with the place and what to do', async () => {
    const auditId = newId()
    show([], {
      ...{ whole: false, chained: 7, unchained: 1, fault: { kind: 'row_changed', seq: 7, auditId }, head: null },
      start: { seq: 3, at: ago(0) },
    })
    await check()
    const answer = await screen.findByRole('status').then((status) => within(status).findByText(/A row was changed/))
    expect(answer.textContent).toContain('Row 7 of the chain')
    expect(answer.textContent).toContain('1 row of the last minute')
    expect(screen.getByText(auditId)).toBeTruthy()
    expect(answer.textContent).not.toContain('went after their seven years')
  })
})
