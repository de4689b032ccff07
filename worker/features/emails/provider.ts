/** Where e-mails are handed over: Resend's API (docs/sources.md#e-mail). */
export interface EmailProvider {
  url: string
  key: string
  from: string
}

export interface ProviderAnswer {
  status: number
  /** What the provider asks to wait, in seconds; null if it says nothing. */
  retryAfterSeconds: number | null
}

const PATIENCE_MS = 10_000

/**
 * Hands one e-mail over. The id makes a second try harmless: the provider keeps it for 24 hours.
 *
 * @returns the provider's status; its words are not read, they may repeat the address.
 * @throws Error if it does not answer.
 */
export async function postEmail(
  fetchFn: typeof fetch,
  { url, key, from }: EmailProvider,
  email: { id: string; to: string; subject: string; text: string; html: string },
): Promise<ProviderAnswer> {
  const { id, to, ...content } = email
  const response = await fetchFn(new URL('/emails', url), {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'idempotency-key': id },
    body: JSON.stringify({ from, to: [to], ...content }),
    redirect: 'manual', // The key is for this address alone. A redirect is a refusal like any other.
    signal: AbortSignal.timeout(PATIENCE_MS),
  })
  await response.body?.cancel()
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  return { status: response.status, retryAfterSeconds: Number.isFinite(seconds) && seconds >= 0 ? seconds : null }
}
