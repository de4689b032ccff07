import { cleanup, fireEvent, render, screen } from '@testing-library/preact'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LedgerDialog } from '../../web/screens/inbox/message/ledger-dialog.tsx'
import type { Ledger } from '../../worker/contract/message.ts'
import { fakeServer, refusal } from './fake-server.ts'
import { newId } from './made.ts'

const entry = { attemptId: null, wamid: null, status: null, detail: null, pricing: null }
const ledger: Ledger = {
  messageId: newId(),
  entries: [
    { ...entry, at: '2026-11-22T10:00:00.000Z', kind: 'accepted' },
    { ...entry, at: '2026-11-22T10:00:01.000Z', kind: 'answered', wamid: 'wamid.ABC' },
    { ...entry, at: '2026-11-22T10:00:02.000Z', kind: 'status', status: 'delivered', pricing: { category: 'service' } },
    { ...entry, at: '2026-11-22T10:00:03.000Z', kind: 'status', status: 'something_new', detail: 'Kept as it came' },
  ],
}

beforeEach(() => {
  HTMLDialogElement.prototype.showModal ??= () => {}
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

describe('the ledger dialog', () => {
  it('tells the whole story, also a status it does not know', async () => {
    const asked = fakeServer(() => ({ body: ledger }))
    render(<LedgerDialog messageId={ledger.messageId} onClose={() => {}} />)
    for (const words of [
      'Accepted',
      'WhatsApp answered',
      'Delivered',
      'something_new',
      'Kept as it came',
      'wamid.ABC',
      'service',
    ]) {
      expect(await screen.findByText(words)).toBeTruthy()
    }
    expect(asked[0]?.path).toBe(`/api/messages/${ledger.messageId}/ledger`)
  })

  it('says why it could not be read, with the request id, and tries again', async () => {
    let tries = 0
    fakeServer(() => (tries++ === 0 ? refusal(500, 'INTERNAL', '') : { body: ledger }))
    render(<LedgerDialog messageId={ledger.messageId} onClose={() => {}} />)
    expect(await screen.findByText('Request id req-1')).toBeTruthy()
    fireEvent.click(screen.getByText('Try again'))
    expect(await screen.findByText('Accepted')).toBeTruthy()
  })

  it('closes by its button', async () => {
    fakeServer(() => ({ body: ledger }))
    const onClose = vi.fn()
    render(<LedgerDialog messageId={ledger.messageId} onClose={onClose} />)
    fireEvent.click(screen.getByLabelText('Close'))
    expect(onClose).toHaveBeenCalledTimes(1)
  })
})
