import { env } from 'cloudflare:workers'
import { sql } from 'drizzle-orm'
import { describe, expect, inject, it } from 'vitest'
import type { Locale } from '../../../worker/contract/locale.ts'
import type { Bindings } from '../../../worker/env.ts'
import {
  type Email,
  insertEmail,
  purgeEmailRows,
  sealEmail,
  sendEmails,
} from '../../../worker/features/emails/index.ts'
import { sweepEmails } from '../../../worker/jobs/send-email.ts'
import { newId } from '../../../worker/kit/ids.ts'
import { newEmail, services } from '../../support/factories.ts'
import { mailTo } from '../../support/mailbox.ts'

const LINK = 'https://app.example.test/password#token=abc'
const { db, vault, log, now } = services
const provider = { url: inject('services').mailUrl, key: 'a-key-of-the-provider', from: 'ADSapp <a@example.test>' }

async function queue(to = newEmail(), locale: Locale = 'en', expiresAtMs = now() + 60_000) {
  const email: Email = { to, locale, kind: 'reset', values: { link: LINK } }
  const sealed = await sealEmail(vault, newId(), email, expiresAtMs)
  await insertEmail(db, sealed)
  return { id: sealed.id, to }
}

/** Answers as the provider would with this status. */
const answering = (status: number, headers = {}): typeof fetch => {
  return async () => new Response('{"message":"no"}', { status, headers })
}
const send = (id: string, fetchFn: typeof fetch = fetch) =>
  sendEmails({ db, vault, provider, log, now, fetch: (input, init) => fetchFn(input, init) }, id)

describe('an e-mail of the outbox', () => {
  it('reaches the mailbox once, in the language it was asked in', async () => {
    const { id, to } = await queue(newEmail(), 'nl')
    expect(await send(id)).toBe(1)
    expect(await send(id)).toBe(0)
    const [mail, ...more] = await mailTo(to)
    expect(more).toEqual([])
    expect(mail).toMatchObject({ subject: 'Kies een nieuw wachtwoord', from: provider.from, to: [to] })
    expect(mail?.text).toContain(LINK)
    expect(mail?.html).toContain(`href="${LINK}"`)
  })

  it('escapes what people typed, and keeps the subject on one line', async () => {
    const values = { organization: '<b>Shop</b>', inviter: 'Eve\r\nBcc: all@example.test', link: LINK }
    const to = newEmail()
    const email = await sealEmail(vault, newId(), { to, locale: 'en', kind: 'invitation', values }, now() + 60_000)
    await insertEmail(db, email)
    await send(email.id)
    const [mail] = await mailTo(to)
    expect(mail?.subject).toBe('Eve Bcc: all@example.test invites you to <b>Shop</b>')
    expect(mail?.html).toContain('&lt;b&gt;Shop&lt;/b&gt;')
    expect(mail?.html).not.toContain('<b>Shop')
  })

  it.each([422, 429, 500, 503])('that is answered with %d waits and goes out later', async (status) => {
    const { id, to } = await queue()
    expect(await send(id, answering(status, { 'retry-after': '1' }))).toBe(0)
    expect(await mailTo(to)).toEqual([])
    expect(await send(id)).toBe(0) // Not due yet.
    await makeDue(id)
    expect(await send(id)).toBe(1)
    expect(await mailTo(to)).toHaveLength(1)
  })

  it('does not follow a redirect with its key, and waits', async () => {
    const { id } = await queue()
    const asked: (RequestInit | undefined)[] = []
    const redirected: typeof fetch = async (_, init) => {
      asked.push(init)
      return Response.redirect('https://elsewhere.example.test/emails', 307)
    }
    expect(await send(id, redirected)).toBe(0)
    expect(asked).toMatchObject([{ redirect: 'manual' }])
    await makeDue(id)
    expect(await send(id)).toBe(1)
  })

  it('that was handed over as the Worker died is not sent twice', async () => {
    const { id, to } = await queue()
    const dying: typeof fetch = async (input, init) => {
      await fetch(input, init)
      throw new Error('the connection was cut')
    }
    expect(await send(id, dying)).toBe(0)
    await makeDue(id)
    expect(await send(id)).toBe(1)
    expect(await mailTo(to)).toHaveLength(1)
  })

  it('is taken by one of several at once', async () => {
    const { id, to } = await queue()
    expect((await Promise.all([send(id), send(id), send(id)])).sort()).toEqual([0, 0, 1])
    expect(await mailTo(to)).toHaveLength(1)
  })

  it('is given up after a day of tries, and its address is gone with it', async () => {
    const { id } = await queue()
    for (let tries = 0; tries < 12; tries++) {
      await makeDue(id)
      await send(id, answering(500))
    }
    await makeDue(id)
    expect(await send(id)).toBe(0)
  })

  it('is not sent once its link is worthless, and the nightly purge says so', async () => {
    const { id, to } = await queue(newEmail(), 'en', now() - 1_000)
    expect(await send(id)).toBe(0)
    expect(await purgeEmailRows(db)).toBeGreaterThan(0)
    expect(await mailTo(to)).toEqual([])
  })

  it('whose nudge was lost is found by the sweep', async () => {
    const { to } = await queue()
    await sweepEmails(env as unknown as Bindings)
    expect(await mailTo(to)).toHaveLength(1)
  })

  it('cannot be read by the app’s role', async () => {
    await expect(db.execute(sql`select * from emails`)).rejects.toMatchObject({ cause: { code: '42501' } })
  })
})

/** As if its wait were over: the row is the owner's, so it is settled with a time in the past. */
async function makeDue(id: string): Promise<void> {
  await db.execute(sql`select settle_email(${id}::uuid, false, now() - interval '1 second')`)
}
