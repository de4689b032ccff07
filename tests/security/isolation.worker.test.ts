import { beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../worker/kit/ids.ts'
import { newMember } from '../support/factories.ts'
import { bodiesFor, idsBesidePaths, pathIdsOf, pathWith, type Route, readRoutes } from './api-routes.ts'
import { foreignCases, neverWas } from './foreign-cases.ts'
import { type InhabitedTenant, newInhabitedTenant, settled, snapshot } from './inhabited-tenant.ts'

// Generated from the API's own description: a route, path parameter or id in a body that has no case here fails.

let mine: InhabitedTenant
let theirs: InhabitedTenant
let routes: Route[]
let bodies: Record<string, () => object>
let before: Record<string, string>

beforeAll(async () => {
  ;[mine, theirs] = await Promise.all([newInhabitedTenant(), newInhabitedTenant()])
  routes = await readRoutes()
  bodies = bodiesFor(mine.ids)
  before = await settled(theirs.tenantId)
}, 60_000)

/** Routes that name nothing of a tenant by id, and are not plain reads. */
const nameNothing = new Set([
  ...['forgotPassword', 'resetPassword', 'changePassword', 'verifyEmail', 'resendVerification'],
  ...['signUp', 'signIn', 'signOut', 'previewInvitation', 'acceptInvitation', 'leaveOrganization'],
  ...['endSessions', 'answerMfa', 'getMfaPasskeyOptions', 'getSignInPasskeyOptions', 'signInByPasskey'],
  ...['enrollAuthenticator', 'verifyAuthenticator', 'removeAuthenticator', 'renewRecoveryCodes', 'stepUp'],
  ...['getNewPasskeyOptions', 'addPasskey', 'getStepUpPasskeyOptions'],
  ...[
    'createApiToken',
    'inviteMember',
    'changeTenant',
    'changeOnboarding',
    'search',
    'connectChannel',
    'checkChannel',
    'createLabel',
    'createAttribute',
  ],
  ...['startSso', 'finishSso', 'changeSso', 'testSso', 'addSsoDomain'],
  ...['readAllNotifications', 'changeNotificationSettings', 'subscribePush'],
  ...['searchWebhookEvents', 'replacePrices', 'setBusinessHours'],
])

describe('a member of one tenant', () => {
  it('is asked about a tenant that has something to find', async () => {
    for (const [name, id] of Object.entries(theirs.ids)) expect(id, name).toMatch(/^[0-9a-f-]{36}$/)
    const seen = await theirs.owner.call('GET', `/api/conversations/${theirs.ids.conversationId}/messages`)
    expect(JSON.stringify(seen.body)).toContain(theirs.words)
    expect(Object.values(before).filter((line) => !line.startsWith('0 ')).length).toBeGreaterThan(10)
    expect(before.conversations).toMatch(/^1 /)
  })

  it('finds nothing of another behind any path, and changes nothing', async () => {
    const named = routes.filter((route) => pathIdsOf(route).length > 0)
    expect(named.length).toBeGreaterThan(10)
    for (const route of named) {
      const { operationId, requestBody } = route.operation
      const ids: Record<string, string> = theirs.ids
      for (const name of pathIdsOf(route)) expect(ids[name], `an id for ${name} of ${operationId}`).toBeDefined()
      if (requestBody) expect(bodies, `a body for ${operationId}`).toHaveProperty(operationId)
      const body = requestBody && bodies[operationId]?.()
      const foreign = await mine.owner.call<Record<string, unknown>>(
        route.method,
        pathWith(route, (name) => ids[name] ?? ''),
        body,
      )
      const nowhere = await mine.owner.call<Record<string, unknown>>(
        route.method,
        pathWith(route, () => newId()),
        body,
      )
      expect(foreign.status, operationId).toBe(404)
      expect({ ...foreign.body, requestId: null }, operationId).toEqual({ ...nowhere.body, requestId: null })
    }
    expect(await snapshot(theirs.tenantId)).toEqual(before)
  })

  it.each(['admin', 'supervisor', 'agent', 'viewer'] as const)(
    'learns as %s no more of another than of what never was',
    async (role) => {
      const { call: ask } = await newMember(mine.owner, role)
      const ids: Record<string, string> = theirs.ids
      const said = async (route: Route, idOf: (name: string) => string) => {
        const body = route.operation.requestBody && bodies[route.operation.operationId]?.()
        const answer = await ask<Record<string, unknown>>(route.method, pathWith(route, idOf), body)
        return { status: answer.status, body: { ...answer.body, requestId: null } }
      }
      for (const route of routes.filter((each) => pathIdsOf(each).length > 0)) {
        const foreign = await said(route, (name) => ids[name] ?? '')
        expect([403, 404], route.operation.operationId).toContain(foreign.status)
        expect(foreign, route.operation.operationId).toEqual(await said(route, () => newId()))
      }
      expect(await snapshot(theirs.tenantId)).toEqual(before)
    },
    30_000,
  )

  it('has a case for every id in a body or a query', () => {
    expect(idsBesidePaths(routes)).toEqual([...foreignCases(mine.owner, mine, theirs).keys()].sort())
  })

  it.each(['owner', 'admin', 'supervisor', 'agent', 'viewer'] as const)(
    'reaches as %s nothing of another with ids in bodies and queries, nor learns of it',
    async (role) => {
      const by = role === 'owner' ? mine.owner : await newMember(mine.owner, role)
      const never = foreignCases(by, mine, neverWas(theirs))
      for (const [name, run] of foreignCases(by, mine, theirs)) {
        const answer = await run()
        if (answer.status === 200)
          expect([{ data: [], nextCursor: null }, { data: [] }, { count: 0 }], name).toContainEqual(answer.body)
        // A sign-in that this browser began nowhere.
        else if (name === 'finishSso tenantId') expect(answer.status).toBe(401)
        else expect(role === 'owner' ? [400, 404, 409] : [400, 403, 404, 409], name).toContain(answer.status)
        const nobodys = await never.get(name)?.()
        const said = (each: typeof nobodys) => ({
          status: each?.status,
          body: { ...(each?.body ?? {}), requestId: null },
        })
        expect(said(answer), name).toEqual(said(nobodys))
      }
      expect(await snapshot(theirs.tenantId)).toEqual(before)
    },
    60_000,
  )

  it('reads nothing of another anywhere else', async () => {
    const reads = routes.filter((route) => route.method === 'GET' && pathIdsOf(route).length === 0)
    expect(reads.length).toBeGreaterThan(5)
    for (const route of reads) {
      const answer = await mine.owner.call('GET', `/api${route.path}`)
      const query = (route.operation.parameters ?? []).some((each) => each.name === 'ids')
      if (!(query && answer.status === 400)) expect(answer.status, route.path).toBe(200)
      const said = JSON.stringify(answer.body)
      for (const secret of [...Object.values(theirs.ids), theirs.phone, theirs.words, theirs.tenantId]) {
        expect(said, route.path).not.toContain(secret)
      }
    }
  })

  it('cannot find what became of another’s events', async () => {
    const traces = (by: InhabitedTenant, input: object) =>
      by.owner.call<{ data: object[] }>('POST', '/api/webhook-events/search', input)
    expect((await traces(theirs, { phone: theirs.phone })).body.data).not.toEqual([])
    expect((await traces(mine, { phone: theirs.phone })).body.data).toEqual([])
    const said = JSON.stringify((await traces(mine, {})).body)
    for (const [name, id] of Object.entries(theirs.ids)) expect(said, name).not.toContain(id)
    before = await settled(theirs.tenantId) // Their own search is in their audit log.
  })

  it('cannot find another’s customer, nor take another’s number', async () => {
    expect(await mine.owner.call('POST', '/api/search', { q: `+${theirs.phone}` })).toMatchObject({
      status: 200,
      body: { data: [] },
    })
    const { wabaId, phoneNumberId, displayPhoneNumber, accessTokens } = theirs.number
    const claim = { name: 'Mine now', wabaId, phoneNumberId, displayPhoneNumber, accessToken: accessTokens[0] ?? '' }
    expect((await mine.owner.call('POST', '/api/channels', claim)).status).toBe(409)
    expect(await snapshot(theirs.tenantId)).toEqual(before)
  })

  it('has a case for every route', () => {
    const covered = new Set([
      ...nameNothing,
      ...[...foreignCases(mine.owner, mine, theirs).keys()].map((name) => name.split(' ')[0]),
    ])
    const open = routes.filter(
      (route) => route.method !== 'GET' && pathIdsOf(route).length === 0 && !covered.has(route.operation.operationId),
    )
    expect(open.map(({ operation }) => operation.operationId)).toEqual([])
  })
})
