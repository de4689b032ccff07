import type { ApiToken, CreatedApiToken, NewApiToken } from '../../worker/contract/api-token.ts'
import { tenancyApi } from '../api/tenancy.ts'
import { loadInto, loading } from './load.ts'

export const apiTokens = loading<ApiToken[]>()

export const readApiTokens = (): Promise<void> =>
  loadInto(apiTokens, async () => (await tenancyApi.listApiTokens()).data)

/** The token itself is in the answer and nowhere else. */
export async function createApiToken(input: NewApiToken): Promise<CreatedApiToken> {
  const { token, ...made } = await tenancyApi.createApiToken(input)
  apiTokens.value = { ...apiTokens.value, value: [made, ...(apiTokens.value.value ?? [])] }
  return { ...made, token }
}

export async function revokeApiToken(id: string): Promise<void> {
  await tenancyApi.revokeApiToken(id)
  apiTokens.value = { ...apiTokens.value, value: (apiTokens.value.value ?? []).filter((each) => each.id !== id) }
}
