import { z } from 'zod'
import type { Assertions } from '../../crypto/assertions.ts'
import type { IntakeKeys } from '../../crypto/intake.ts'
import { normaliseEmail } from '../../crypto/normalise.ts'
import { toBase64Url } from '../../kit/bytes.ts'

// Whoever signed in with a browser is told from strangers there: their tries are counted apart, so that nobody's wrong
// passwords lock them out (docs/decisions/0080). The cookie proves nothing else and opens nothing.

/** Renewed at each sign-in; browsers keep a cookie for 400 days at most. */
export const KNOWN_SECONDS = 180 * 24 * 3600
const ACCOUNTS_MAX = 5

const Known = z.object({ use: z.literal('browser'), b: z.uuid(), a: z.array(z.string().max(60)).max(ACCOUNTS_MAX) })

export interface KnownServices {
  assertions: Assertions
  intake: IntakeKeys
}

/** Says nothing of the address to whoever reads the cookie, and is worked out alike for addresses that nobody has. */
const accountOf = async ({ intake }: KnownServices, email: string): Promise<string> =>
  toBase64Url(await intake.eventKey('browser', normaliseEmail(email)))

async function openKnown({ assertions }: KnownServices, cookie: string | undefined) {
  const opened = cookie ? Known.safeParse(await assertions.open(cookie)) : null
  return opened?.success ? opened.data : null
}

/** The cookie of a browser in which the account's person has just signed in, beside those who did before. */
export async function rememberBrowser(
  services: KnownServices & { newId(): string },
  cookie: string | undefined,
  email: string,
): Promise<string> {
  const known = await openKnown(services, cookie)
  const account = await accountOf(services, email)
  const others = (known?.a ?? []).filter((each) => each !== account)
  const claims: z.infer<typeof Known> = {
    use: 'browser',
    b: known?.b ?? services.newId(),
    a: [account, ...others].slice(0, ACCOUNTS_MAX),
  }
  return services.assertions.sign(claims, KNOWN_SECONDS)
}

/**
 * For whom tries on an account are counted: the browser that its person signed in with before, or all strangers together.
 *
 * @param who The account's address, or a person's id.
 */
export async function triesOf(services: KnownServices, cookie: string | undefined, who: string): Promise<string> {
  const [known, account] = await Promise.all([openKnown(services, cookie), accountOf(services, who)])
  return known?.a.includes(account) ? `browser:${known.b}:${account}` : normaliseEmail(who)
}
