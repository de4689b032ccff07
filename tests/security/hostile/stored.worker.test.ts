import fc from 'fast-check'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { Page } from '../../../worker/contract/common.ts'
import type { ContactDetail } from '../../../worker/contract/contact.ts'
import type { Message } from '../../../worker/contract/message.ts'
import { toCsv } from '../../../worker/kit/csv.ts'
import { newId } from '../../../worker/kit/ids.ts'
import { type Answer, newMember, type Person } from '../../support/factories.ts'
import { deliverText, type InhabitedTenant, newInhabitedTenant } from '../inhabited-tenant.ts'
import { hostileTexts, turningTexts, unstorableTexts } from './texts.ts'

let tenant: InhabitedTenant
let owner: Person
beforeAll(async () => {
  tenant = await newInhabitedTenant()
  owner = tenant.owner
}, 60_000)

/** Each member has so many requests a minute. */
const anotherOwner = async () => {
  owner = await newMember(tenant.owner, 'owner')
}

/** A field that people write. `read` gives what is stored. */
interface Field {
  isName?: true
  write(text: string): Promise<Answer<unknown>>
  read(): Promise<string | null | undefined>
}

const contactPath = () => `/api/contacts/${tenant.ids.contactId}`
const contact = async () => (await owner.call<ContactDetail>('GET', contactPath())).body
const named = (path: string, name = 'name') => ({
  isName: true as const,
  write: (text: string) => owner.call('PATCH', path, { [name]: text }),
  read: async () => {
    const list = path.slice(0, path.lastIndexOf('/'))
    const { body } = await owner.call<Page<Record<string, string>>>('GET', list)
    return body.data.find(({ id }) => path.endsWith(id ?? '-'))?.[name]
  },
})
const conversationPath = () => `/api/conversations/${tenant.ids.conversationId}`
const newest = async () =>
  (await owner.call<Page<Message>>('GET', `${conversationPath()}/messages?limit=1`)).body.data[0]
const send = (type: 'text' | 'note', text: string) =>
  owner.call('POST', `${conversationPath()}/messages`, { clientMessageId: newId(), type, [type]: { body: text } })

const fields: Record<string, () => Field> = {
  'a contact’s name': () => ({
    isName: true,
    write: (name) => owner.call('PATCH', contactPath(), { name }),
    read: async () => (await contact()).name,
  }),
  'a contact’s attribute': () => ({
    write: (value) =>
      owner.call('PATCH', contactPath(), { attributes: [{ attributeId: tenant.ids.attributeId, value }] }),
    read: async () =>
      (await contact()).attributes.find(({ attributeId }) => attributeId === tenant.ids.attributeId)?.value as string,
  }),
  'a note on a contact': () => ({
    write: (text) => owner.call('POST', `${contactPath()}/notes`, { text }),
    read: async () => (await contact()).notes[0]?.text,
  }),
  'a label': () => ({ ...named(`/api/labels/${tenant.ids.labelId}`) }),
  'a team': () => ({ ...named(`/api/teams/${tenant.ids.teamId}`) }),
  'a view': () => ({ ...named(`/api/views/${tenant.ids.viewId}`) }),
  'a segment': () => ({ ...named(`/api/segments/${tenant.ids.segmentId}`) }),
  'an attribute’s name': () => ({ ...named(`/api/attributes/${tenant.ids.attributeId}`) }),
  'a number’s name': () => ({ ...named(`/api/channels/${tenant.ids.channelId}`) }),
  'the organization': () => ({
    isName: true,
    write: (name) => owner.call('PATCH', '/api/tenant', { name }),
    read: async () => (await owner.call<{ name: string }>('GET', '/api/tenant')).body.name,
  }),
  'a draft': () => ({
    write: (text) => owner.call('PUT', `${conversationPath()}/draft`, { mode: 'reply', text, note: '', buttons: [] }),
    read: async () =>
      (await owner.call<{ draft: { text: string } | null }>('GET', `${conversationPath()}/draft`)).body.draft?.text,
  }),
  'a message': () => ({
    write: (text) => send('text', text),
    read: async () => (await newest())?.text?.body,
  }),
  'a note': () => ({ write: (text) => send('note', text), read: async () => (await newest())?.note?.body }),
}

/** The shortest bound of a field: what fits everywhere may be refused nowhere. */
const FITS = 40

describe.each(Object.keys(fields))('%s', (name) => {
  const field = () => (fields[name] as () => Field)()
  beforeAll(anotherOwner)

  it.each(Object.entries(hostileTexts))('keeps %s as the words they are', async (kind, text) => {
    const { write, read, isName } = field()
    const answer = await write(text)
    if (isName && turningTexts.includes(kind)) {
      expect(answer).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } })
      expect(answer.text).toContain('the direction of writing')
      return
    }
    if (answer.status === 400 && text.length > FITS) {
      expect(answer).toMatchObject({ body: { code: 'INVALID_REQUEST' } })
      return
    }
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
    expect(((await read()) ?? '').trim()).toBe(text.trim())
  })

  it.each(Object.keys(unstorableTexts))('refuses %s in words', async (kind) => {
    const { status, body } = await field().write(unstorableTexts[kind] ?? '')
    expect({ status, code: (body as { code?: string } | null)?.code }).toEqual({ status: 400, code: 'INVALID_REQUEST' })
  })

  it('has a bound', async () => {
    expect(await field().write('x'.repeat(20_000))).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } })
  })
})

describe('what a customer writes', () => {
  beforeAll(anotherOwner)

  it('is stored and given back as the words it is, whatever it is', async () => {
    for (const text of Object.values(hostileTexts)) await deliverText(tenant.number, tenant.phone, text)
    await vi.waitFor(async () => {
      const { body } = await owner.call<Page<Message>>('GET', `${conversationPath()}/messages?limit=100`)
      const said = new Set(body.data.map((message) => message.text?.body))
      expect(Object.values(hostileTexts).filter((text) => !said.has(text))).toEqual([])
    }, 15_000)
  })
})

describe('a search', () => {
  it.each(Object.entries(hostileTexts))('for %s finds nobody, and breaks nothing', async (_, text) => {
    for (const path of ['/api/search', '/api/contacts/search']) {
      const q = text.slice(0, 200)
      const { status, body } = await tenant.owner.call<{ data?: unknown[] }>('POST', path, { q })
      // Words that are a name in this tenant are found as that name; the limit of searches is not what is tested here.
      expect([200, 400, 429], `${path} ${status}`).toContain(status)
      if (status === 200) expect(Array.isArray(body.data)).toBe(true)
    }
  })
})

describe('any text at all', () => {
  beforeAll(anotherOwner)

  it('is a name that is kept, or refused in words', async () => {
    const { write, read } = (fields['a team'] as () => Field)()
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }), async (text) => {
        const answer = await write(text)
        if (answer.status === 400) expect(answer.body).toMatchObject({ code: 'INVALID_REQUEST' })
        else expect(await read()).toBe(text.trim())
      }),
      { numRuns: 60 },
    )
  })

  it('is a cell that no spreadsheet runs, and one cell', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const line = toCsv([[text, 'end']]).slice(1, -2)
        const quoted = /^"(?:[^"]|"")*",end$/s.test(line)
        expect(quoted || !/[",\r\n]/.test(line.slice(0, -4))).toBe(true)
        expect(line.replace(/^"/, '')).not.toMatch(/^[=+\-@\t\r]/)
      }),
    )
  })
})
