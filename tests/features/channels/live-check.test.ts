import { describe, expect, it } from 'vitest'
import type { AppError } from '../../../worker/contract/problem.ts'
import { assertUsable, checkLive } from '../../../worker/features/channels/live-check.ts'
import type { GraphClient, GraphResult } from '../../../worker/whatsapp/client.ts'

const NOW_MS = Date.UTC(2026, 10, 22, 12)
const credentials = { phoneNumberId: '1', wabaId: '2', accessToken: 'a-token' }
const ok = <T>(value: T): GraphResult<T> => ({ kind: 'ok', value })
const refused = (code: number): GraphResult<never> => ({
  kind: 'refused',
  httpStatus: 400,
  error: { code, title: 'Words of Graph', detail: 'Words of Graph' },
  subcode: null,
})
const unknown: GraphResult<never> = { kind: 'unknown', reason: 'timeout' }
const scopes = ['whatsapp_business_messaging', 'whatsapp_business_management']
const token = { is_valid: true, scopes, granular_scopes: [] }

const good = {
  debugToken: async () => ok(token),
  getPhoneNumber: async () => ok({ id: '1', display_phone_number: '+1 555 0001', verified_name: 'Shop' }),
  getAccount: async () => ok({ id: '2', name: 'Shop Inc.' }),
  listNumbers: async () => ok({ ids: ['1'], after: null }),
  subscribedApps: async () => ok([{ whatsapp_business_api_data: { id: '9', name: 'Our app' } }]),
}
const check = (answers: object = {}, appToken: string | null = 'app|secret') =>
  checkLive({ ...good, ...answers } as unknown as GraphClient, credentials, appToken, NOW_MS)
const line = async (name: string, answers: object) =>
  (await check(answers)).check.checks.find((each) => each.name === name)

describe('a live check', () => {
  it('is good when everything is', async () => {
    const live = await check()
    expect(live).toMatchObject({ check: { ok: true }, tokenEndsAt: null, isSubscribed: true, isUnknown: false })
    expect(() => assertUsable(live)).not.toThrow()
  })

  it('names a temporary token as such', async () => {
    const expires_at = NOW_MS / 1000 + 3600
    const live = await check({ debugToken: async () => ok({ ...token, expires_at }) })
    expect(live.tokenEndsAt).toEqual(new Date(expires_at * 1000))
    expect(live.check.checks.find((each) => each.name === 'expiry')).toMatchObject({
      code: 'temporary',
      value: '2026-11-22T13:00:00.000Z',
      detail:
        'This access token is temporary: it ends on 2026-11-22 13:00 UTC. Use a system user’s token that does not expire.',
    })
    expect(() => assertUsable(live)).not.toThrow()
  })

  it('refuses one that has ended, is not valid, or may too little', async () => {
    const ended = { debugToken: async () => ok({ ...token, expires_at: NOW_MS / 1000 - 1 }) }
    expect(await line('expiry', ended)).toMatchObject({ ok: false, detail: 'The access token has expired.' })
    const invalid = { debugToken: async () => ok({ ...token, is_valid: false }) }
    expect(await line('token', invalid)).toMatchObject({ ok: false })
    const narrow = { debugToken: async () => ok({ ...token, scopes: [scopes[0]] }) }
    expect(await line('scopes', narrow)).toEqual({
      name: 'scopes',
      ok: false,
      code: 'scopes_missing',
      value: 'whatsapp_business_management',
      detail: 'The token lacks whatsapp_business_management.',
    })
    for (const answers of [ended, invalid, narrow]) {
      const live = await check(answers)
      expect(() => assertUsable(live)).toThrow(expect.objectContaining({ code: 'PROVIDER_REFUSED' }))
    }
  })

  it('blames the token alone where nothing takes it, and each field for its own fault', async () => {
    const errorsOf = async (answers: object) => {
      const live = await check(answers)
      try {
        assertUsable(live)
      } catch (error) {
        return (error as AppError).errors
      }
    }
    const no = async () => refused(190)
    const wrong = { debugToken: no, getPhoneNumber: no, getAccount: no, listNumbers: no, subscribedApps: no }
    expect(await errorsOf(wrong)).toEqual([
      { path: 'accessToken', message: 'WhatsApp does not accept this access token.' },
    ])
    const typos = { getPhoneNumber: async () => refused(100), getAccount: async () => refused(100) }
    expect((await errorsOf(typos))?.map(({ path }) => path)).toEqual(['phoneNumberId', 'wabaId'])
  })

  it('asks the token about itself where the deployment’s app may not', async () => {
    const asked: string[] = []
    const debugToken = async ({ accessToken }: { accessToken: string }) => {
      asked.push(accessToken)
      return accessToken === 'app|secret' ? refused(100) : ok(token)
    }
    expect((await check({ debugToken })).check.ok).toBe(true)
    expect(asked).toEqual(['app|secret', 'a-token'])
  })

  it('trusts a token that works where nobody may ask about it', async () => {
    expect((await check({ debugToken: async () => refused(190) }, null)).check.ok).toBe(true)
  })

  it('finds the number on a later page of the account', async () => {
    const listNumbers = async ({ after }: { after?: string }) =>
      ok(after ? { ids: ['1'], after: null } : { ids: ['8'], after: 'next' })
    expect((await check({ listNumbers })).check.ok).toBe(true)
    const elsewhere = { listNumbers: async () => ok({ ids: ['8'], after: null }) }
    expect(await line('account', elsewhere)).toMatchObject({ ok: false, detail: expect.stringContaining('belong') })
  })

  it('does not need webhooks to be set up yet', async () => {
    const live = await check({ subscribedApps: async () => ok([]) })
    expect(live.check.ok).toBe(false)
    expect(() => assertUsable(live)).not.toThrow()
  })

  it('never repeats what Graph writes', async () => {
    for (const code of [0, 4, 10, 100, 190, 200, 80_007, 999_999]) {
      const { check: said } = await check({ getPhoneNumber: async () => refused(code) })
      expect(JSON.stringify(said)).not.toContain('Words of Graph')
    }
  })

  it('keeps nothing when WhatsApp does not answer', async () => {
    const live = await check({ getAccount: async () => unknown })
    expect(() => assertUsable(live)).toThrow(expect.objectContaining({ code: 'UNAVAILABLE', retryAfterSeconds: 5 }))
  })
})
