import { z } from 'zod'
import { type GraphCall, readSuccess } from './graph-call.ts'
import type { Raw } from './raw.ts'

const Id = z.union([z.string(), z.number()]).transform(String)
const Named = z.looseObject({ id: Id, name: z.string().optional() })

export const GraphNumber = z.looseObject({
  id: Id,
  display_phone_number: z.string().optional(),
  verified_name: z.string().optional(),
  quality_rating: z.string().optional(),
  status: z.string().optional(),
  name_status: z.string().optional(),
  throughput: z.looseObject({ level: z.string().optional() }).optional(),
  platform_type: z.string().optional(),
  account_mode: z.string().optional(),
  whatsapp_business_manager_messaging_limit: z.string().optional(),
})
export type GraphNumber = z.infer<typeof GraphNumber>
const numberFields = Object.keys(GraphNumber.shape).join(',')

export const GraphAccount = Named.extend({
  account_review_status: z.string().optional(),
  /** The business portfolio: customers' user ids are scoped to it. */
  owner_business_info: Named.optional(),
})
export type GraphAccount = z.infer<typeof GraphAccount>

export const TokenInfo = z.looseObject({
  is_valid: z.boolean(),
  app_id: Id.optional(),
  /** Unix seconds; 0: never. */
  expires_at: z.number().optional(),
  data_access_expires_at: z.number().optional(),
  scopes: z.array(z.string()).default([]),
  granular_scopes: z.array(z.looseObject({ scope: z.string(), target_ids: z.array(Id).optional() })).default([]),
})
export type TokenInfo = z.infer<typeof TokenInfo>

const SubscribedApp = z.looseObject({
  whatsapp_business_api_data: Named.optional(),
  override_callback_uri: z.string().optional(),
})

export const GraphTemplate = z.looseObject({
  id: Id,
  name: z.string(),
  language: z.string(),
  status: z.string(),
  category: z.string(),
  parameter_format: z.string().optional(),
  components: z.array(z.looseObject({ type: z.string() })).default([]),
})
export type GraphTemplate = z.infer<typeof GraphTemplate>
const templateFields = Object.keys(GraphTemplate.shape).join(',')
const PER_PAGE = '100'

const paging = z
  .looseObject({ next: z.string().optional(), cursors: z.looseObject({ after: z.string().optional() }).optional() })
  .optional()
// Only the cursor is taken from the answer: a URL in it would decide where our token goes.
const afterOf = (page: z.infer<typeof paging>) => (page?.next && page.cursors?.after) || null

const TemplatePage = z
  .looseObject({ data: z.array(GraphTemplate), paging })
  .transform(({ data, paging }) => ({ templates: data, after: afterOf(paging) }))
const NumberPage = z
  .looseObject({ data: z.array(z.looseObject({ id: Id })), paging })
  .transform(({ data, paging }) => ({ ids: data.map(({ id }) => id), after: afterOf(paging) }))

/** Questions about numbers, accounts, tokens and templates. */
export function createAccountCalls(call: GraphCall) {
  type Token = { accessToken: string }
  return {
    getPhoneNumber: ({ phoneNumberId, accessToken }: Token & { phoneNumberId: string }) =>
      call({ method: 'GET', path: [phoneNumberId], accessToken, query: { fields: numberFields } }, as(GraphNumber)),

    getAccount: ({ wabaId, accessToken }: Token & { wabaId: string }) => {
      const query = { fields: Object.keys(GraphAccount.shape).join(',') }
      return call({ method: 'GET', path: [wabaId], accessToken, query }, as(GraphAccount))
    },

    /** @param accessToken The app's own (`id|secret`), or the token itself, which may ask about itself. */
    debugToken: ({ inputToken, accessToken }: Token & { inputToken: string }) =>
      call(
        { method: 'GET', path: ['debug_token'], accessToken, query: { input_token: inputToken } },
        as(z.object({ data: TokenInfo }).transform(({ data }) => data)),
      ),

    /** One page of an account's numbers; `after` is null on the last one. */
    listNumbers: ({ wabaId, accessToken, after }: Token & { wabaId: string; after?: string | undefined }) => {
      const query = { fields: 'id', limit: PER_PAGE, after }
      return call({ method: 'GET', path: [wabaId, 'phone_numbers'], accessToken, query }, as(NumberPage))
    },

    /** The apps that get this account's webhooks. */
    subscribedApps: ({ wabaId, accessToken }: Token & { wabaId: string }) =>
      call(
        { method: 'GET', path: [wabaId, 'subscribed_apps'], accessToken },
        as(z.object({ data: z.array(SubscribedApp) }).transform(({ data }) => data)),
      ),

    /** Subscribes the token's app. @param callbackUrl At most 200 characters; instead of the app's own. */
    subscribeApp: (request: Token & { wabaId: string; callbackUrl?: string; verifyToken?: string }) => {
      const { wabaId, accessToken, callbackUrl, verifyToken } = request
      const json = callbackUrl ? { override_callback_uri: callbackUrl, verify_token: verifyToken } : {}
      return call({ method: 'POST', path: [wabaId, 'subscribed_apps'], accessToken, json }, readSuccess)
    },

    /** One page; `after` is null on the last one. */
    listTemplates: ({ wabaId, accessToken, after }: Token & { wabaId: string; after?: string | undefined }) => {
      const query = { fields: templateFields, limit: PER_PAGE, after }
      return call({ method: 'GET', path: [wabaId, 'message_templates'], accessToken, query }, as(TemplatePage))
    },
  }
}

const as =
  <T>(shape: z.ZodType<T>) =>
  (answer: Raw): T | null =>
    shape.safeParse(answer).data ?? null
