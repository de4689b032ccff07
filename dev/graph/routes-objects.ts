import { type Context, Hono } from 'hono'
import { numberOf, type Principal, wabaOf } from './accounts.ts'
import { GraphError, unknownObject } from './graph-error.ts'
import type { Media } from './media.ts'
import { asObject, type GraphAccount, type JsonObject } from './options.ts'
import { cursorAt } from './paging.ts'
import { type GraphEnv, type Parts, pickFields, readBody } from './parts.ts'
import { describeMedia } from './routes-media.ts'
import { describeTemplate, editTemplate, TEMPLATE_FIELDS, templateOf } from './routes-templates.ts'
import { saveOverride } from './webhook-override.ts'

const NUMBER_FIELDS = [
  'verified_name',
  'code_verification_status',
  'display_phone_number',
  'quality_rating',
  'platform_type',
  'throughput',
  'id',
]
const WABA_FIELDS = ['id', 'name', 'currency', 'timezone_id', 'message_template_namespace']

/** Objects by their bare id: a business number, an account, a template, a media file. */
export function objectRoutes(parts: Parts) {
  return new Hono<GraphEnv>()
    .get('/:id/phone_numbers', (c) => {
      const id = c.req.param('id')
      wabaOf(c.get('principal'), id)
      const numbers = c.get('principal').accounts.filter((account) => account.wabaId === id)
      const data = numbers.map((account) =>
        pickFields(describeNumber(parts, account), c.req.query('fields'), NUMBER_FIELDS, 'WhatsAppBusinessPhoneNumber'),
      )
      return c.json({ data, paging: { cursors: { before: cursorAt(0), after: cursorAt(data.length) } } })
    })
    .get('/:id', (c) => c.json(readObject(parts, c)))
    .post('/:id', async (c) => {
      const id = c.req.param('id')
      const principal = c.get('principal')
      const body = await readBody(c)
      const template = parts.templates.find(id)
      if (template) return c.json(editTemplate(parts, templateOf(parts, principal, id, 'post'), body))
      numberOf(principal, id, 'whatsapp_business_management')
      if (body.webhook_configuration !== undefined) {
        await saveOverride(parts, `number-webhook:${id}`, asObject(body.webhook_configuration))
      } else if (!/^\d{6}$/.test(String(body.pin))) {
        throw new GraphError(100, undefined, {
          message: '(#100) Nothing to change: give a six-digit pin or a webhook_configuration',
        })
      }
      return c.json({ success: true })
    })
    .delete('/:id', async (c) => {
      const media = findMedia(parts, c.get('principal'), c.req.param('id'))
      if (!media) throw unknownObject(c.req.param('id'), 'delete')
      await parts.media.remove(media.id)
      return c.json({ success: true })
    })
}

function readObject(parts: Parts, c: Context<GraphEnv, '/:id'>): JsonObject {
  const id = c.req.param('id')
  const principal = c.get('principal')
  const fields = c.req.query('fields')
  if (parts.directory.byPhoneNumber(id)) {
    const account = numberOf(principal, id, 'whatsapp_business_management', 'get')
    return pickFields(describeNumber(parts, account), fields, NUMBER_FIELDS, 'WhatsAppBusinessPhoneNumber')
  }
  if (parts.directory.byWaba(id))
    return pickFields(describeWaba(wabaOf(principal, id)), fields, WABA_FIELDS, 'WhatsAppBusinessAccount')
  if (parts.templates.find(id)) {
    return pickFields(
      describeTemplate(templateOf(parts, principal, id, 'get')),
      fields,
      TEMPLATE_FIELDS,
      'WhatsAppMessageTemplate',
    )
  }
  const media = findMedia(parts, principal, id)
  if (!media) throw unknownObject(id, 'get')
  return describeMedia(parts, media, {
    origin: new URL(c.req.url).origin,
    phoneNumberId: c.req.query('phone_number_id'),
  })
}

function findMedia(parts: Parts, principal: Principal, id: string): Media | null {
  const media = parts.media.find(id)
  return media && principal.accounts.some((account) => account.wabaId === media.wabaId) ? media : null
}

function describeNumber(parts: Parts, account: GraphAccount): JsonObject {
  const { options, store, faults } = parts
  const override = (key: string) => asObject(store.setting(key, null)).override_callback_uri
  return {
    id: account.phoneNumberId,
    display_phone_number: formatPhone(account.displayPhoneNumber),
    verified_name: account.verifiedName,
    quality_rating: 'GREEN',
    quality_score: { score: 'GREEN' },
    status: 'CONNECTED',
    name_status: 'APPROVED',
    new_name_status: 'NONE',
    code_verification_status: 'VERIFIED',
    platform_type: 'CLOUD_API',
    account_mode: 'LIVE',
    is_official_business_account: false,
    is_pin_enabled: true,
    is_on_biz_app: false,
    throughput: { level: (faults.state.throughput ?? 80) >= 1000 ? 'HIGH' : 'STANDARD' },
    whatsapp_business_manager_messaging_limit: 'TIER_2K',
    messaging_limit_tier: 'TIER_2K',
    health_status: {
      can_send_message: 'AVAILABLE',
      entities: [{ entity_type: 'PHONE_NUMBER', id: account.phoneNumberId, can_send_message: 'AVAILABLE' }],
    },
    webhook_configuration: {
      application: options.webhookUrl,
      ...(override(`waba-webhook:${account.wabaId}`)
        ? { whatsapp_business_account: override(`waba-webhook:${account.wabaId}`) }
        : {}),
      ...(override(`number-webhook:${account.phoneNumberId}`)
        ? { phone_number: override(`number-webhook:${account.phoneNumberId}`) }
        : {}),
    },
  }
}

function describeWaba(account: GraphAccount): JsonObject {
  const owner = { id: account.businessId, name: account.verifiedName }
  return {
    id: account.wabaId,
    name: account.verifiedName,
    currency: 'EUR',
    country: 'US',
    timezone_id: '1',
    status: 'ACTIVE',
    message_template_namespace: `ns_${account.wabaId}`,
    account_review_status: 'APPROVED',
    business_verification_status: 'verified',
    ownership_type: 'SELF',
    is_enabled_for_insights: false,
    whatsapp_business_manager_messaging_limit: 'TIER_2K',
    owner_business_info: owner,
    owner_business: owner,
    on_behalf_of_business_info: { ...owner, status: 'APPROVED', type: 'SELF' },
    health_status: {
      can_send_message: 'AVAILABLE',
      entities: [{ entity_type: 'WABA', id: account.wabaId, can_send_message: 'AVAILABLE' }],
    },
  }
}

/** North American numbers the way Meta prints them, others with a plus. */
function formatPhone(digits: string): string {
  const parts = /^1(\d{3})(\d{3})(\d{4})$/.exec(digits)
  return parts ? `+1 ${parts[1]}-${parts[2]}-${parts[3]}` : `+${digits}`
}
