import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Resend } from 'resend'
import { afterAll, expect, test } from 'vitest'
import { startMail } from '../../dev/mail/server.ts'
import { findFreePort } from '../../dev/processes.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'adsapp-test-mail-'))
afterAll(() => rmSync(dataDir, { recursive: true }))
const start = async () => startMail({ port: await findFreePort(), dataDir })
const email = { from: 'ADSapp <a@example.test>', to: 'ann@example.test', subject: 'Hello', text: 'Words' }

test('the mailbox is what the provider’s own client expects', async () => {
  const mail = await start()
  try {
    const client = new Resend('re_any', { baseUrl: mail.url })
    const { data, error } = await client.emails.send(email, { idempotencyKey: 'one' })
    expect(error).toBeNull()
    expect((await client.emails.send(email, { idempotencyKey: 'one' })).data?.id).toBe(data?.id)
    const refused = await client.emails.send({ ...email, subject: undefined as never })
    expect(refused.error).toMatchObject({ name: 'validation_error', statusCode: 422 })
  } finally {
    await mail.close()
  }
})

test('what it took is there after a restart', async () => {
  const mail = await start()
  try {
    const page = await fetch(`${mail.url}/inbox`)
    expect((await page.text()).match(/Hello/g)).toHaveLength(1)
  } finally {
    await mail.close()
  }
})
