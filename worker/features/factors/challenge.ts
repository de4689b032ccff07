import type { FactorMethod, MfaChallenge } from '../../contract/factors.ts'
import type { Database } from '../../db/connect.ts'
import { issueTicket, type OnceCtx, type Waiting } from './assertions.ts'
import { type FactorsRow, selectFactors } from './repo.ts'

/** What somebody can prove a second time with who they are. */
export function methodsOf({ hasTotp, passkeys, recoveryCodes }: FactorsRow): FactorMethod[] {
  const methods: FactorMethod[] = []
  if (hasTotp) methods.push('code')
  if (passkeys > 0) methods.push('passkey')
  if (methods.length > 0 && recoveryCodes > 0) methods.push('recovery')
  return methods
}

/** The ways in which somebody can prove it. */
export const listMethods = async (db: Database, userId: string): Promise<FactorMethod[]> =>
  methodsOf(await selectFactors(db, userId))

/** What is wanted of somebody beside their password; null: nothing. */
export async function challengeFor(ctx: OnceCtx, who: Waiting): Promise<MfaChallenge | null> {
  const methods = await listMethods(ctx.db, who.userId)
  return methods.length === 0 ? null : { mfaRequired: true, ticket: await issueTicket(ctx, who), methods }
}
