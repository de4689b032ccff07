import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { connect } from '../../worker/db/connect.ts'

const asked: { path: string; hasPassword: boolean }[] = []
let server: Server
beforeAll(async () => {
  server = createServer((request, response) => {
    const said = request.headers['neon-connection-string']
    asked.push({ path: request.url ?? '', hasPassword: String(said).includes('a-password') })
    response.writeHead(307, { location: '/elsewhere' }).end()
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
})
afterAll(() => server.close())

it('speaks to the database over HTTPS, whatever its address says', async () => {
  const fetched = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('nobody is asked here'))
  for (const more of ['', '?sslmode=disable', '?sslmode=require']) {
    const db = connect(`postgresql://app:a-password@ep-one.eu.db.example.test/adsapp${more}`)
    await expect(db.execute(sql`select 1`)).rejects.toThrow()
  }
  expect(fetched).toHaveBeenCalledTimes(3)
  for (const [url] of fetched.mock.calls) expect(String(url)).toMatch(/^https:\/\/[\w.-]+\.db\.example\.test\/sql$/)
  fetched.mockRestore()
})

it('does not follow a redirect with the password of the database', async () => {
  const { port } = server.address() as AddressInfo
  const db = connect('postgresql://app:a-password@db.example.test/adsapp', `http://127.0.0.1:${port}/sql`)
  await expect(db.execute(sql`select 1`)).rejects.toThrow()
  expect(asked).toEqual([{ path: '/sql', hasPassword: true }])
})
