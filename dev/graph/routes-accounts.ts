import { type Context, Hono } from 'hono'
import { numberOf, type Principal, wabaOf } from './accounts.ts'
import { GraphError } from './graph-error.ts'
import { asObject, asObjects, type GraphAccount, type JsonObject } from './options.ts'
import { type GraphEnv, type Parts, pickFields, readBody } from './parts.ts'
import { saveOverride } from './webhook-override.ts'

const APP_NAME = 'ADSapp development'
const PROFILE_FIELDS = ['messaging_product']

/** Tokens, subscriptions and the settings of a business number. */
export function accountRoutes(parts: Parts) {
  const { store, options } = parts
  return new Hono<GraphEnv>()
    .get('/debug_token', (c) => c.json({ data: debugToken(parts, c.req.query('input_token') ?? '') }))
    .get('/:id/subscribed_apps', (c) => {
      const { wabaId } = wabaOf(c.get('principal'), c.req.param('id'))
      const override = asObject(store.setting(`waba-webhook:${wabaId}`, null)).override_callback_uri
      const app = {
        whatsapp_business_api_data: {
          id: options.appId,
          link: `https://www.facebook.com/games/?app_id=${options.appId}`,
          name: APP_NAME,
        },
        ...(override ? { override_callback_uri: override } : {}),
      }
      return c.json({ data: parts.targets.isSubscribed(wabaId) ? [app] : [] })
    })
    .post('/:id/subscribed_apps', async (c) => {
      const { wabaId } = wabaOf(c.get('principal'), c.req.param('id'), 'post')
      await saveOverride(parts, `waba-webhook:${wabaId}`, await readBody(c))
      store.saveSetting(`unsubscribed:${wabaId}`, null)
      return c.json({ success: true })
    })
    .delete('/:id/subscribed_apps', (c) => {
      const { wabaId } = wabaOf(c.get('principal'), c.req.param('id'), 'delete')
      store.saveSetting(`unsubscribed:${wabaId}`, true)
      return c.json({ success: true })
    })
    .get('/:id/whatsapp_business_profile', (c) => {
      const account = managed(c, 'get')
      const saved = asObject(store.setting(`profile:${account.phoneNumberId}`, {}))
      const profile = {
        about: '',
        address: '',
        description: '',
        email: '',
        websites: [],
        vertical: 'UNDEFINED',
        ...saved,
        messaging_product: 'whatsapp',
      }
      return c.json({ data: [pickProfile(profile, c.req.query('fields'))] })
    })
    .post('/:id/whatsapp_business_profile', async (c) => {
      const account = managed(c)
      const wish = await readBody(c)
      assertProfile(wish)
      const key = `profile:${account.phoneNumberId}`
      const { messaging_product: _, profile_picture_handle: __, ...fields } = wish
      store.saveSetting(key, { ...asObject(store.setting(key, {})), ...fields })
      return c.json({ success: true })
    })
    .post('/:id/register', async (c) => {
      managed(c)
      const { pin } = await readBody(c)
      if (!/^\d{6}$/.test(String(pin)))
        throw new GraphError(100, undefined, { message: '(#100) Param pin must be 6 characters long.' })
      return c.json({ success: true })
    })
    .post('/:id/deregister', (c) => c.json({ success: managed(c) !== null }))
    .post('/:id/request_code', (c) => c.json({ success: managed(c) !== null }))
    .post('/:id/verify_code', (c) => c.json({ success: managed(c) !== null }))
    .get('/:id/block_users', (c) => {
      const account = managed(c, 'get')
      const rows = store.all<{ customer_id: string }>(
        'select customer_id from blocks where phone_number_id = ?',
        account.phoneNumberId,
      )
      const data = rows
        .flatMap((row) => parts.customers.find(row.customer_id) ?? [])
        .map((customer) => ({
          messaging_product: 'whatsapp',
          wa_id: customer.phone ?? parts.customers.userIdOf(customer, account.businessId),
        }))
      return c.json({ data })
    })
    .post('/:id/block_users', async (c) => changeBlocks(parts, c, 'added_users'))
    .delete('/:id/block_users', async (c) => changeBlocks(parts, c, 'removed_users'))
}

/** Exchanges an embedded sign-up's code (`dev-code-` and a WABA's id) for that account's first token. Needs no token. */
export function tokenRoutes(parts: Parts) {
  return new Hono<GraphEnv>().on(['GET', 'POST'], '/oauth/access_token', async (c) => {
    const asked = { ...(c.req.method === 'POST' ? await readBody(c) : {}), ...c.req.query() }
    if (asked.client_id !== parts.options.appId || asked.client_secret !== parts.options.appSecret) {
      throw new GraphError(1, undefined, { http: 400, message: 'Error validating client secret.' })
    }
    const first = parts.directory.byWaba(String(asked.code ?? '').replace(/^dev-code-/, ''))?.accessTokens[0]
    if (!first) throw new GraphError(100, undefined, { http: 400, message: 'This authorization code has expired.' })
    return c.json({ access_token: typeof first === 'string' ? first : first.token, token_type: 'bearer' })
  })
}

function managed(c: Context<GraphEnv>, verb: 'get' | 'post' = 'post'): GraphAccount {
  return numberOf(c.get('principal'), c.req.param('id') ?? '', 'whatsapp_business_management', verb)
}

function debugToken(parts: Parts, token: string): JsonObject {
  const principal = parts.directory.findPrincipal(token)
  if (!principal) {
    return {
      is_valid: false,
      scopes: [],
      error: { code: 190, message: 'Invalid OAuth access token - Cannot parse access token' },
    }
  }
  const expired = principal.expiresAtMs > 0 && principal.expiresAtMs <= parts.now()
  return {
    app_id: parts.options.appId,
    type: principal.type,
    application: APP_NAME,
    data_access_expires_at: Math.floor(principal.expiresAtMs / 1000),
    expires_at: Math.floor(principal.expiresAtMs / 1000),
    is_valid: !expired,
    issued_at: 1_767_225_600,
    scopes: principal.scopes,
    granular_scopes: principal.scopes.map((scope) => ({ scope, target_ids: wabaIds(principal) })),
    user_id: '122100000000000001',
    ...(expired
      ? { error: { code: 190, subcode: 463, message: 'Error validating access token: Session has expired.' } }
      : {}),
  }
}

function wabaIds(principal: Principal): string[] {
  return [...new Set(principal.accounts.map((account) => account.wabaId))]
}

function pickProfile(profile: JsonObject, fields: string | undefined): JsonObject {
  const known = Object.fromEntries(
    (fields ?? '')
      .split(',')
      .filter(Boolean)
      .map((name) => [name, profile[name] ?? '']),
  )
  const { id: _, ...picked } = pickFields({ ...profile, ...known }, fields, PROFILE_FIELDS, 'WhatsAppBusinessProfile')
  return { ...picked, messaging_product: 'whatsapp' }
}

function assertProfile(wish: JsonObject): void {
  const limits = { about: 139, address: 256, description: 512, email: 128 }
  for (const [field, max] of Object.entries(limits)) {
    const value = wish[field]
    if (typeof value === 'string' && value.length > max)
      throw new GraphError(100, `Param ${field} must be at most ${max} characters long.`)
  }
  if (Array.isArray(wish.websites) && wish.websites.length > 2)
    throw new GraphError(100, 'Param websites must have at most 2 entries.')
}

async function changeBlocks(parts: Parts, c: Context<GraphEnv>, list: 'added_users' | 'removed_users') {
  const account = managed(c)
  const done: JsonObject[] = []
  const failed: JsonObject[] = []
  for (const { user } of asObjects((await readBody(c)).block_users)) {
    const input = String(user)
    const customer =
      parts.customers.findByPhone(input.replace(/\D/g, '')) ?? parts.customers.findByUserId(account.businessId, input)
    const lastMs = customer && parts.chat.lastInboundMs(customer.id, account.phoneNumberId)
    const isRecent = lastMs !== null && parts.now() - lastMs < 86_400_000
    if (!customer || (list === 'added_users' && !isRecent)) {
      failed.push({
        input,
        errors: [
          {
            code: 131021,
            message: 'Re-engagement required',
            error_data: { details: 'The user has not written in the last 24 hours' },
          },
        ],
      })
      continue
    }
    const sql =
      list === 'added_users'
        ? 'insert or ignore into blocks values (?, ?)'
        : 'delete from blocks where phone_number_id = ? and customer_id = ?'
    parts.store.run(sql, account.phoneNumberId, customer.id)
    done.push({ input, wa_id: customer.phone ?? input })
  }
  const users = { [list]: done, ...(failed.length > 0 ? { failed_users: failed } : {}) }
  if (failed.length === 0) return c.json({ messaging_product: 'whatsapp', block_users: users })
  const { error } = new GraphError(139100).body('block')
  return c.json({ messaging_product: 'whatsapp', block_users: users, error }, 400)
}
