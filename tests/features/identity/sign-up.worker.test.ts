import { describe, expect, it } from 'vitest'
import type { Me } from '../../../worker/contract/team.ts'
import { signUp } from '../../../worker/features/identity/sign-up.ts'
import { newId } from '../../../worker/kit/ids.ts'
import { auditOf, call, newEmail, newTenant, PASSWORD, services, signIn } from '../../support/factories.ts'

const wish = (email = newEmail()) => ({ email, password: PASSWORD, name: 'Ada', organization: 'Shop' })

describe('sign-up', () => {
  it('makes a tenant, its owner and a session', async () => {
    const owner = await newTenant({ name: 'Ada', organization: 'Ada’s', jurisdiction: 'default' })
    expect(owner.me).toMatchObject({
      name: 'Ada',
      role: 'owner',
      tenant: { name: 'Ada’s', jurisdiction: 'default', agentsSeeOwnOnly: false, features: { inbox: true } },
    })
    expect(await owner.call<Me>('GET', '/api/me')).toMatchObject({ status: 200, body: owner.me })
    const actions = (await auditOf(owner)).map((row) => row.action)
    expect(actions).toEqual(['tenant.created', 'session.started'])
  })

  it('sets cookies that scripts cannot read: the session, and once the address is confirmed that the browser is known', async () => {
    const signedUp = await call('POST', '/api/auth/signup', wish())
    const [session, ...others] = signedUp.headers.getSetCookie()
    expect(others).toEqual([])
    const { email } = (await newTenant()).me
    const signedIn = await call('POST', '/api/auth/signin', { email, password: PASSWORD })
    const [, browser, ...more] = signedIn.headers.getSetCookie()
    expect(session).toMatch(/^adsapp=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/)
    expect(browser).toMatch(/^adsapp-browser=[\w.-]{100,}; Max-Age=15552000; Path=\/; HttpOnly; SameSite=Lax$/)
    expect(more).toEqual([])
  })

  it.each([
    ['small letters', 'umbrella violin gravel moth'],
    ['capitals', 'UMBRELLAVIOLINGRAVELMOTH'],
    ['digits', '80417365290174836152'],
    ['marks', '&)=!#}~;%(<?_^/$|+@{'],
    ['another script', 'зонт скрипка гравий мотылёк'],
    ['pictures', '🌂🎻🪨🦋🧭🪁🫖🪗🧶🪴🦑🫧'],
  ])('takes a password of %s alone', async (_, password) => {
    const email = newEmail()
    expect((await call('POST', '/api/auth/signup', { ...wish(email), password })).status).toBe(201)
    expect((await call('POST', '/api/auth/signin', { email, password })).status).toBe(200)
  })

  it('takes an e-mail once, whatever the password, and however it is written', async () => {
    const owner = await newTenant()
    for (const password of [PASSWORD, 'another good battery']) {
      const email = owner.me.email.toUpperCase()
      const answer = await call('POST', '/api/auth/signup', { ...wish(email), password })
      expect(answer).toMatchObject({ status: 409, body: { code: 'ALREADY_EXISTS' } })
      expect(answer.headers.get('set-cookie')).toBeNull()
    }
  })

  it('makes one of two at once', async () => {
    const email = newEmail()
    const answers = await Promise.all([1, 2, 3].map(() => call('POST', '/api/auth/signup', wish(email))))
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409, 409])
    expect((await signIn(email)).me.email).toBe(email)
  })

  it('names the fields that are wrong', async () => {
    const answer = await call<{ errors: { path: string }[] }>('POST', '/api/auth/signup', {
      ...wish('nobody'),
      password: 'short',
    })
    expect(answer.status).toBe(400)
    expect(answer.body.errors.map((error) => error.path)).toEqual(['email', 'password'])
  })

  it('comes from the app’s own pages only', async () => {
    const answer = await call('POST', '/api/auth/signup', wish(), { origin: 'https://elsewhere.test' })
    expect(answer).toMatchObject({ status: 403, body: { code: 'WRONG_ORIGIN' } })
  })
})

describe('sign-up where it is not open', () => {
  const ctx = (SIGNUP_MODE: 'invite' | 'closed', SETUP_TOKEN?: string) => ({
    ...services,
    settings: { ...services.settings, SIGNUP_MODE, SETUP_TOKEN },
    newId,
    locale: 'en' as const,
    device: { browser: null, system: null },
  })

  it('wants the deployment’s token', async () => {
    for (const setupToken of [undefined, '', 'a wrong token'])
      await expect(signUp(ctx('invite', 'the right token'), { ...wish(), setupToken })).rejects.toMatchObject({
        code: 'SIGNUP_CLOSED',
      })
    const { me } = await signUp(ctx('invite', 'the right token'), { ...wish(), setupToken: 'the right token' })
    expect(me.role).toBe('owner')
  })

  it('is closed to everybody where no token is set', async () => {
    await expect(signUp(ctx('invite'), { ...wish(), setupToken: '' })).rejects.toMatchObject({ code: 'SIGNUP_CLOSED' })
  })

  it('is over when it is closed and somebody owns something', async () => {
    await newTenant()
    const input = { ...wish(), setupToken: 'the right token' }
    await expect(signUp(ctx('closed', 'the right token'), input)).rejects.toMatchObject({ code: 'SIGNUP_CLOSED' })
  })
})
