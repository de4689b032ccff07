import type { Call } from './app-client.ts'

/** What the demo's team knows of some of its customers, by their numbers. */
const known = [
  { phone: '+447700900830', email: 'aisha.khan@example.com', yarn: 'Wool', since: '2024-03-11', consent: 'granted' },
  { phone: '+12065550193', email: 'kevin@example.com', yarn: 'Cotton', since: '2025-06-02', consent: 'unknown' },
  { phone: '+14155550186', email: null, yarn: 'Alpaca', since: '2025-11-20', consent: 'withdrawn' },
] as const
const note = { phone: '+447700900830', text: 'Knits for the hospital shop. Wants a call before we ship.' }

/** Attributes, segments and what is filled in of them. Does nothing where there are attributes already. */
export async function describeCustomers(owner: Call, agent: Call): Promise<void> {
  const { data: there } = await owner<{ data: unknown[] }>('GET', '/attributes')
  if (there.length > 0) return
  const define = async (input: object) => (await owner<{ id: string }>('POST', '/attributes', input)).id
  const options = ['Wool', 'Cotton', 'Alpaca']
  const yarn = await define({ name: 'Favourite yarn', key: 'favourite_yarn', kind: 'list', options })
  const since = await define({ name: 'Customer since', key: 'customer_since', kind: 'date' })
  for (const person of known) {
    const id = await find(agent, person.phone)
    const attributes = [
      { attributeId: yarn, value: person.yarn },
      { attributeId: since, value: person.since },
    ]
    await agent('PATCH', `/contacts/${id}`, { attributes, ...(person.email && { email: person.email }) })
    if (person.consent === 'unknown') continue
    await agent('PUT', `/contacts/${id}/consent`, { marketing: person.consent, source: 'form' })
  }
  await agent('POST', `/contacts/${await find(agent, note.phone)}/notes`, { text: note.text })
  await owner('POST', '/segments', { name: 'Newsletter', filters: { consent: 'granted' } })
  const wool = [{ attributeId: yarn, value: 'Wool' }]
  await owner('POST', '/segments', { name: 'Wool in Britain', filters: { countries: ['GB'], attributes: wool } })
}

async function find(call: Call, q: string): Promise<string> {
  const { data } = await call<{ data: { id: string }[] }>('POST', '/contacts/search', { q })
  if (!data[0]) throw new Error('a customer of the demo is not there')
  return data[0].id
}
