import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { redisOf } from '../../worker/cache/redis.ts'

const TOKEN = 'a-token-of-redis'
const asked: { path: string; hasToken: boolean }[] = []
let server: Server
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push({ path: request.url ?? '', hasToken: request.headers.authorization === `Bearer ${TOKEN}` })
    if (request.url?.startsWith('/moved')) response.writeHead(307, { location: '/elsewhere' }).end()
    else response.end('[{"result":"PONG"}]')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
})
afterAll(() => server.close())

function redisAt(path: string) {
  const { port } = server.address() as AddressInfo
  const settings = { UPSTASH_REDIS_REST_URL: `http://127.0.0.1:${port}${path}`, UPSTASH_REDIS_REST_TOKEN: TOKEN }
  return redisOf(settings)
}

it('does not follow a redirect with the token of Redis', async () => {
  expect(await redisAt('/here/')?.ping()).toBe('PONG')
  await expect(redisAt('/moved')?.ping()).rejects.toThrow()
  expect(asked).toEqual([
    { path: '/here/pipeline', hasToken: true },
    { path: '/moved/pipeline', hasToken: true },
  ])
})
