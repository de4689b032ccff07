import { join, resolve } from 'node:path'
import type { GraphAccount } from './options.ts'
import { startGraph } from './server.ts'

const DAY_MS = 86_400_000
const { env } = process

const demoShop: GraphAccount = {
  wabaId: '102290129340398',
  phoneNumberId: '106540352242922',
  displayPhoneNumber: '15550783881',
  verifiedName: 'Demo Shop',
  businessId: '506847293015824',
  accessTokens: [
    'dev-token-demo-shop',
    { token: 'dev-token-temporary', type: 'USER', expiresAtMs: Date.now() + DAY_MS },
  ],
}
const otherShop: GraphAccount = {
  wabaId: '102290129340999',
  phoneNumberId: '106540352242999',
  displayPhoneNumber: '15550783999',
  verifiedName: 'Other Shop',
  businessId: '506847293015999',
  accessTokens: ['dev-token-other-shop'],
}

const graph = await startGraph({
  port: Number(env.GRAPH_PORT ?? 8790),
  dataDir: join(resolve(env.ADSAPP_DATA_DIR ?? '.dev'), 'outside', 'graph'),
  webhookUrl: `http://127.0.0.1:${env.ADSAPP_PORT ?? 8787}/webhooks/whatsapp`,
  appSecret: env.META_APP_SECRET ?? 'dev-app-secret',
  appId: env.META_APP_ID ?? 'dev-app',
  verifyToken: env.META_VERIFY_TOKEN ?? 'dev-verify-token',
  accounts: [demoShop, otherShop],
})
console.log(`graph ${graph.url}`)

const stop = () => void graph.close().then(() => process.exit(0))
process.once('SIGTERM', stop)
process.once('SIGINT', stop)
// A parent that is killed cannot stop its children: without one, this process is an orphan.
const parent = process.ppid
setInterval(() => {
  if (process.ppid !== parent) stop()
}, 1000).unref()
