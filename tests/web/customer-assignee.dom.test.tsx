import { signal } from '@preact/signals'
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { conversationSignal, putConversation } from '../../web/models/conversations.ts'
import { me } from '../../web/models/session.ts'
import { members, teams } from '../../web/models/team.ts'
import { CustomerAssignee } from '../../web/screens/inbox/customer-assignee.tsx'
import type { Member, Team } from '../../worker/contract/team.ts'
import { fakeServer } from './fake-server.ts'
import { aConversation, aPerson, newId } from './made.ts'

const ana = { id: newId(), name: 'Ana Silva', role: 'agent', active: true } as Member
const [sales, support] = [{ id: newId(), name: 'Sales' } as Team, { id: newId(), name: 'Support' } as Team]

beforeEach(() => {
  me.value = aPerson()
  members.value = { state: 'ready', value: [ana], error: null }
  teams.value = { state: 'ready', value: [sales, support], error: null }
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

it('tells who has the conversation and which team, and gives it to another team in place', async () => {
  const conversation = { ...aConversation(), assigneeId: ana.id, teamId: sales.id }
  putConversation(conversation)
  const shown = conversationSignal(conversation.id)
  if (!shown) throw new Error('the conversation is not here')
  const asked = fakeServer(() => ({ body: { ...conversation, assigneeId: null, teamId: support.id } }))
  render(<CustomerAssignee conversation={shown} />)
  const button = screen.getByRole('button', { name: /Ana.* · Sales/ })
  fireEvent.click(button)
  fireEvent.click(await screen.findByText('Support', {}, { timeout: 5_000 }))
  await waitFor(() => expect(asked.at(-1)).toMatchObject({ body: { memberId: null, teamId: support.id } }))
  await waitFor(() => expect(button.textContent).toBe('Support'))
})

it('is read only for whoever may not assign, and says when it is nobody’s', () => {
  me.value = { ...aPerson(), role: 'viewer' }
  render(<CustomerAssignee conversation={signal({ ...aConversation(), assigneeId: null, teamId: null })} />)
  expect(screen.getByText('Nobody')).toBeTruthy()
  expect(screen.queryByRole('button')).toBeNull()
})
