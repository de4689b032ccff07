import { beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../worker/kit/ids.ts'
import { auditOf, newChannel, newTenant, type Person, services } from '../../support/factories.ts'

// What the row of a change says: values of named fields before and after; of what is content, that it changed.

let owner: Person
beforeAll(async () => {
  owner = await newTenant()
})

const words = () => `Words ${newId()}`
const made = async (path: string, body: object) => (await owner.call<{ id: string }>('POST', path, body)).body.id
const lastOf = async (subjectId: string) => (await auditOf(owner)).filter((row) => row.subjectId === subjectId).at(-1)

async function change(path: string, body: object): Promise<unknown> {
  const answer = await owner.call<{ id: string }>('PATCH', path, body)
  expect(answer.status).toBe(200)
  return (await lastOf(answer.body.id))?.details
}

describe('the audit log says', () => {
  it('what changed of a canned reply, and none of its words', async () => {
    const [before, after] = [words(), words()]
    const path = `/api/canned-responses/${await made('/api/canned-responses', { shared: true, shortcut: 'hi', body: before })}`
    expect(await change(path, { shared: false })).toEqual({ changes: { shared: [true, false] }, changed: [] })
    const details = await change(path, { body: after, shortcut: 'hello', buttons: ['Yes'] })
    expect(details).toEqual({ changes: { buttons: [0, 1] }, changed: ['shortcut', 'body', 'buttons'] })
    expect(await change(path, { body: after })).toEqual({ changes: {}, changed: [] })
    const said = JSON.stringify(await auditOf(owner))
    for (const content of [before, after]) expect(said).not.toContain(content)
  })

  it('what changed of an attribute, and none of its options', async () => {
    const [name, option] = [words(), words()]
    const id = await made('/api/attributes', { name, key: 'size', kind: 'list', options: [option] })
    expect((await lastOf(id))?.details).toEqual({ kind: 'list', options: 1 })
    const details = await change(`/api/attributes/${id}`, { options: [option, words()] })
    expect(details).toEqual({ changes: { options: [1, 2] }, changed: ['options'] })
    expect(await change(`/api/attributes/${id}`, { name: words() })).toEqual({ changes: {}, changed: ['name'] })
    const said = JSON.stringify(await auditOf(owner))
    for (const content of [name, option]) expect(said).not.toContain(content)
  })

  it('what changed of a segment, and no value of an attribute', async () => {
    const value = words()
    const attributeId = await made('/api/attributes', { name: words(), key: 'likes', kind: 'text' })
    const path = `/api/segments/${await made('/api/segments', { name: words(), filters: { consent: 'granted' } })}`
    const countries = Array.from({ length: 26 }, (_, n) => `N${String.fromCharCode(65 + n)}`)
    const filters = { blocked: false, countries, attributes: [{ attributeId, value }] }
    expect(await change(path, { filters })).toEqual({
      changes: { consent: ['granted', null], blocked: [null, false] },
      changed: ['countries', 'attributes'],
    })
    expect(await change(path, { name: words() })).toEqual({ changes: {}, changed: ['name'] })
    expect(JSON.stringify(await auditOf(owner))).not.toContain(value)
  })

  it('which templates WhatsApp has changed or removed since they were fetched, and none of their text', async () => {
    const { channel, number } = await newChannel(owner)
    const headers = { authorization: `Bearer ${number.accessTokens[0]}`, 'content-type': 'application/json' }
    const account = `${services.settings.GRAPH_API_URL}/${services.settings.GRAPH_API_VERSION}/${number.wabaId}/message_templates`
    const put = (name: string, category: string, text: string) => {
      const body = JSON.stringify({ name, language: 'en', category, components: [{ type: 'BODY', text }] })
      return fetch(account, { method: 'POST', headers, body })
    }
    const remove = (name: string) => fetch(`${account}?name=${name}`, { method: 'DELETE', headers })
    const sync = async () => {
      const before = (await auditOf(owner)).length
      const path = '/api/templates/sync'
      expect((await owner.call('POST', path, { channelId: channel.id })).status).toBe(200)
      return (await auditOf(owner))
        .slice(before)
        .map(({ action, details, subjectId }) => ({ action, details, subjectId }))
    }
    const idOf = async (name: string) => {
      const { body } = await owner.call<{ data: { id: string; name: string }[] }>('GET', '/api/templates')
      return body.data.find((each) => each.name === name)?.id
    }
    await Promise.all([put('news', 'UTILITY', 'Hello'), put('bye', 'UTILITY', 'Bye')])
    expect(await sync()).toMatchObject([{ action: 'templates.synced' }])
    expect(await sync()).toMatchObject([{ action: 'templates.synced' }])
    const [news, bye] = [await idOf('news'), await idOf('bye')]
    await remove('news')
    await remove('bye')
    const text = words()
    await put('news', 'MARKETING', text)
    const rows = await sync()
    expect(rows).toHaveLength(3)
    expect(rows).toContainEqual({ action: 'template.removed', subjectId: bye, details: {} })
    expect(rows).toContainEqual({
      action: 'template.changed',
      subjectId: news,
      details: { changes: { category: ['UTILITY', 'MARKETING'] }, changed: ['components'] },
    })
    expect(JSON.stringify(rows)).not.toContain(text)
  })
})
