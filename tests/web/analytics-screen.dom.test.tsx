import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact'
import { LocationProvider } from 'preact-iso'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { changeOf, periodOf, report } from '../../web/models/analytics.ts'
import { members, teams } from '../../web/models/team.ts'
import { AnalyticsScreen } from '../../web/screens/analytics/analytics-screen.tsx'
import type { Durations, OverviewFigures } from '../../worker/contract/analytics.ts'
import type { Member, Team } from '../../worker/contract/team.ts'
import { fakeServer, refusal } from './fake-server.ts'
import { newId } from './made.ts'

vi.mock('../../web/screens/analytics/chart.tsx', () => ({
  Chart: ({ label }: { label: string }) => <div role="img" aria-label={label} />,
}))

const dayMs = 86_400_000
const ana = { id: newId(), name: 'Ana Silva' } as Member
const sales = { id: newId(), name: 'Sales' } as Team
const none: Durations = { count: 0, median: null, p90: null }
const nothing: OverviewFigures = {
  ...{ inbound: 0, outbound: 0, failed: 0, opened: 0, closed: 0, firstReply: none, resolution: none },
}
const busy: OverviewFigures = {
  ...{ ...nothing, inbound: 200, outbound: 150, opened: 40, closed: 38 },
  resolution: { count: 38, median: 10_800, p90: 172_800 },
  firstReply: { count: 40, median: 120, p90: 3600 },
}
const agents = [
  { memberId: ana.id, inbound: 180, sent: 150, firstReply: { count: 40, median: 120, p90: 3600 }, resolution: none },
]
const buckets = [
  { at: '2026-11-24T00:00:00.000Z', ...nothing },
  { at: '2026-11-25T00:00:00.000Z', ...busy },
]

const stepsOf = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    at: new Date(Date.parse(buckets[1]?.at ?? '') - n * dayMs).toISOString(),
    ...agents[0],
  }))

const server = (current: OverviewFigures, previous: OverviewFigures) =>
  fakeServer(({ path }) => {
    if (path.includes('overview')) return { body: { current, previous } }
    if (path.includes('agent-steps')) return { body: { steps: stepsOf(40) } }
    return { body: path.includes('agents') ? { agents } : { buckets, channels: [] } }
  })

beforeEach(() => {
  report.value = { state: 'loading', value: null, error: null }
  teams.value = { state: 'ready', value: [sales], error: null }
  members.value = { state: 'ready', value: [ana], error: null }
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

function open(search = '') {
  history.replaceState(null, '', `/analytics${search}`)
  render(
    <LocationProvider>
      <AnalyticsScreen />
    </LocationProvider>,
  )
}

describe('the analytics', () => {
  it('show what the address says, and the address what they show', async () => {
    const asked = server(busy, nothing)
    open(`?days=7&member=${ana.id}&channel=../x`)
    await screen.findByRole('rowheader', { name: /Ana Silva/ })
    expect(screen.getByRole('button', { name: '7 days' }).getAttribute('aria-pressed')).toBe('true')
    expect(screen.getByLabelText<HTMLSelectElement>('Agent').value).toBe(ana.id)
    expect(asked.at(-1)?.path).toContain(`memberId=${ana.id}`)
    expect(asked.at(-1)?.path).not.toContain('channelId')
    fireEvent.change(screen.getByLabelText('Team'), { target: { value: sales.id } })
    await waitFor(() => expect(location.search).toBe(`?days=7&member=${ana.id}&team=${sales.id}`))
    await waitFor(() => expect(asked.at(-1)?.path).toContain(`teamId=${sales.id}`))
    fireEvent.change(screen.getByLabelText('Agent'), { target: { value: '' } })
    fireEvent.change(screen.getByLabelText('Team'), { target: { value: '' } })
    fireEvent.click(screen.getByRole('button', { name: '4 weeks' }))
    await waitFor(() => expect(location.search).toBe(''))
  })

  it('show the figures, and how they changed', async () => {
    server(busy, { ...busy, inbound: 100, outbound: 300, firstReply: { count: 9, median: 60, p90: 60 } })
    open()
    expect(await screen.findByText('100% more')).toBeTruthy()
    for (const words of ['50% less', '100% longer', '2 min'])
      expect(screen.getAllByText(words).length).toBeGreaterThan(0)
    expect(screen.getAllByText('as before').length).toBeGreaterThan(0)
    expect(screen.getByRole('rowheader', { name: /Ana Silva/ })).toBeTruthy()
    expect(await screen.findAllByRole('img', { name: /a chart of 2 steps/ })).toHaveLength(3)
    const resolution = within(screen.getByRole('region', { name: 'Time to the resolution' }))
    const [, , yesterday] = resolution.getAllByRole('row', { hidden: true })
    expect(yesterday?.textContent).toMatch(/3 hr.*2 days/)
  })

  it('give every card its CSV of the same period', async () => {
    const asked = server(busy, nothing)
    open()
    const link = await screen.findByRole('link', { name: 'Download Per agent as CSV' })
    const agentsPath = asked.find(({ path }) => path.includes('/agents'))?.path
    expect(link.getAttribute('href')).toBe(`${agentsPath}&format=csv`)
  })

  it('read another period on demand', async () => {
    const asked = server(busy, nothing)
    open()
    await screen.findByRole('rowheader', { name: /Ana Silva/ })
    fireEvent.click(screen.getByRole('button', { name: '90 days' }))
    await waitFor(() => expect(asked.at(-1)?.path).toContain('granularity=week'))
  })

  it('are asked of one agent and team together, and say when there is nothing of that', async () => {
    const asked = server(nothing, nothing)
    open()
    await screen.findByText('Nothing to count yet')
    fireEvent.change(screen.getByLabelText('Agent'), { target: { value: ana.id } })
    fireEvent.change(screen.getByLabelText('Team'), { target: { value: sales.id } })
    expect(await screen.findByText('Nothing of this in this time')).toBeTruthy()
    await waitFor(() =>
      expect(asked.filter(({ path }) => path.includes(`memberId=${ana.id}&teamId=${sales.id}`))).toHaveLength(5),
    )
    fireEvent.change(screen.getByLabelText('Agent'), { target: { value: '' } })
    await waitFor(() => expect(asked.at(-1)?.path).not.toContain('memberId'))
    expect(asked.at(-1)?.path).toContain(`teamId=${sales.id}`)
  })

  it('tell each agent’s days, the newest first and the rest on demand', async () => {
    server(busy, nothing)
    open()
    const table = within(await screen.findByRole('region', { name: 'Per day and agent' }))
    expect(table.getAllByRole('row')).toHaveLength(31)
    fireEvent.click(table.getByRole('button', { name: 'Show more (10 left)' }))
    expect(table.getAllByRole('row')).toHaveLength(41)
    expect(table.getByRole('link', { name: 'Download Per day and agent as CSV' }).getAttribute('href')).toContain(
      '/agent-steps?',
    )
  })

  it('carry the name of each column in the cells of wide tables, where these stand as lists', async () => {
    server(busy, nothing)
    open()
    await screen.findByRole('rowheader', { name: /Ana Silva/ })
    const wide = [...document.querySelectorAll('table.stacks')]
    expect(wide.length).toBeGreaterThan(1)
    for (const table of wide) {
      const columns = [...table.querySelectorAll('thead th')].map((each) => each.textContent)
      const cells = [...table.querySelectorAll('tbody tr:first-child > *')]
      const said = cells.map((cell, index) =>
        cell.matches('th, .who') ? columns[index] : cell.getAttribute('data-label'),
      )
      expect(said).toEqual(columns)
    }
  })

  it('say what will stand there while there is nothing', async () => {
    server(nothing, nothing)
    open()
    expect(await screen.findByText('Nothing to count yet')).toBeTruthy()
  })

  it('say why they could not be read', async () => {
    fakeServer(() => refusal(503, 'UNAVAILABLE', 'The database does not answer.'))
    open()
    expect(await screen.findByText('Request id req-1')).toBeTruthy()
  })
})

describe('a period', () => {
  it('is whole days of the person’s calendar', () => {
    const nowMs = Date.parse('2026-11-25T15:30:00Z')
    const { from, to } = periodOf(7, nowMs)
    expect(to).toBe(new Date(nowMs).toISOString())
    expect(new Date(from).getHours()).toBe(0)
    expect(Math.ceil((nowMs - Date.parse(from)) / 86_400_000)).toBe(7)
  })

  it.each([
    [150, 100, 0.5],
    [50, 100, -0.5],
    [5, 0, null],
    [null, 5, null],
  ])('with %o after %o changed by %o', (current, previous, change) => {
    expect(changeOf(current, previous)).toBe(change)
  })
})
