import { describe, expect, it } from 'vitest'
import { createBlockCalls } from '../../worker/whatsapp/block-calls.ts'
import { createGraphCall } from '../../worker/whatsapp/graph-call.ts'

const request = { phoneNumberId: '315500000000002', accessToken: 'EAAG-secret', user: '+12025550143' }

function callsOf(status: number, answer: unknown) {
  const asked: { url: string; method: string; body: unknown }[] = []
  const fetch = async (input: unknown, init: RequestInit = {}) => {
    asked.push({ url: String(input), method: init.method ?? '', body: JSON.parse(String(init.body)) })
    return Response.json(answer, { status })
  }
  const options = { baseUrl: 'https://graph.facebook.com', version: 'v26.0', fetch: fetch as typeof globalThis.fetch }
  return { ...createBlockCalls(createGraphCall(options)), asked }
}

const users = (lists: object) => ({ messaging_product: 'whatsapp', block_users: lists })
const error = { message: '(#139100) Failed to block/unblock some users', code: 139100 }

describe('blocking', () => {
  it('names one user on one number', async () => {
    const { blockUser, asked } = callsOf(200, users({ added_users: [{ input: '+12025550143', wa_id: '12025550143' }] }))
    expect(await blockUser(request)).toEqual({ kind: 'ok', value: { done: true, reason: null } })
    const body = { messaging_product: 'whatsapp', block_users: [{ user: '+12025550143' }] }
    expect(asked).toEqual([
      { url: 'https://graph.facebook.com/v26.0/315500000000002/block_users', method: 'POST', body },
    ])
  })

  it('reads why WhatsApp did not take them out of a 400 with both lists', async () => {
    const failed = {
      input: '+12025550143',
      errors: [{ code: 131021, message: 'No', error_data: { details: 'Too long ago' } }],
    }
    const { blockUser } = callsOf(400, { ...users({ added_users: [], failed_users: [failed] }), error })
    expect(await blockUser(request)).toEqual({ kind: 'ok', value: { done: false, reason: 'Too long ago' } })
  })

  it('ends by a DELETE', async () => {
    const { unblockUser, asked } = callsOf(200, users({ removed_users: [{ input: '+12025550143' }] }))
    expect(await unblockUser(request)).toMatchObject({ kind: 'ok', value: { done: true } })
    expect(asked[0]?.method).toBe('DELETE')
  })

  it.each([
    [400, { error: { message: 'No', code: 100 } }],
    [200, {}],
    [200, users({ added_users: [] })],
    [500, { error: { message: 'Oh', code: 1 } }],
  ])('does not take an answer %i without the user for done', async (status, answer) => {
    expect((await callsOf(status, answer).blockUser(request)).kind).not.toBe('ok')
  })
})
