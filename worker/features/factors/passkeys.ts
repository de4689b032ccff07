import type { NewPasskey, PasskeyOptions, PasskeyProof } from '../../contract/factors.ts'
import { AppError } from '../../contract/problem.ts'
import { hashToken } from '../../crypto/tokens.ts'
import type { Vault } from '../../crypto/vault.ts'
import { fromBase64Url, toBase64Url, utf8 } from '../../kit/bytes.ts'
import { type Ceremony, type OnceCtx, signChallenge, takeChallenge } from './assertions.ts'
import { relyingPartyOf } from './passkey-rules.ts'
import { findPasskeyRow, selectPasskeys, usePasskeyRow } from './repo.ts'
import { openFactor, type PasskeyBox } from './secrets.ts'

export interface PasskeyCtx extends OnceCtx {
  vault: Vault
  settings: { ENVIRONMENT: string; APP_URL: string }
}

/** Its parsers of certificates are large, and most isolates never meet a passkey. */
const library = () => import('@simplewebauthn/server')

/** Ed25519, ES256 and RS256: what authenticators have. */
const ALGORITHMS = [-8, -7, -257]

async function openPasskeys({ db, vault }: PasskeyCtx, userId: string) {
  const rows = await selectPasskeys(db, userId)
  return Promise.all(rows.map(async ({ id, box }) => openFactor(vault, 'user_passkeys', id, box)))
}

const credentialsOf = (boxes: PasskeyBox[]) =>
  boxes.map(({ credentialId, transports }) => ({ id: credentialId, transports }))

/** What the browser makes a new passkey with. One is discoverable, and wants a finger, a face or a PIN. */
export async function registrationOptions(
  ctx: PasskeyCtx,
  userId: string,
  { name, email }: { name: string; email: string },
): Promise<PasskeyOptions> {
  const { generateRegistrationOptions } = await library()
  const options = await generateRegistrationOptions({
    rpName: 'ADSapp',
    rpID: relyingPartyOf(ctx.settings).rpID,
    userName: email,
    userDisplayName: name,
    userID: utf8(userId),
    attestationType: 'none',
    excludeCredentials: credentialsOf(await openPasskeys(ctx, userId)),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: ALGORITHMS,
  })
  return { options: { ...options }, state: await signChallenge(ctx, 'register', userId, options.challenge) }
}

/** @throws AppError WRONG_FACTOR if what the browser made is not what was asked for. */
export async function checkRegistration(
  ctx: PasskeyCtx,
  userId: string,
  { name, state, response }: NewPasskey,
): Promise<PasskeyBox & { signCount: number }> {
  const challenge = await takeChallenge(ctx, 'register', userId, state)
  if (challenge === null) throw refused()
  const { verifyRegistrationResponse } = await library()
  const { rpID, origin } = relyingPartyOf(ctx.settings)
  try {
    await assertWithoutStatement(response.response.attestationObject)
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: response as Parameters<typeof verifyRegistrationResponse>[0]['response'],
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpID,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    })
    if (!verified) throw refused()
    const { id, publicKey, counter } = registrationInfo.credential
    const transports = response.response.transports ?? []
    return { name, credentialId: id, publicKey: toBase64Url(publicKey), transports, signCount: counter }
  } catch {
    throw refused()
  }
}

/** A statement of the maker was not asked for; checking one would fetch from addresses that it names. */
async function assertWithoutStatement(attestationObject: string): Promise<void> {
  const { decodeAttestationObject } = await import('@simplewebauthn/server/helpers')
  if (decodeAttestationObject(fromBase64Url(attestationObject)).get('fmt') !== 'none') throw refused()
}

/** @param userId Whose passkeys are asked for; null: any that the browser has for us. */
export async function proofOptions(
  ctx: PasskeyCtx,
  ceremony: Exclude<Ceremony, 'register'>,
  userId: string | null,
): Promise<PasskeyOptions> {
  const { generateAuthenticationOptions } = await library()
  const options = await generateAuthenticationOptions({
    rpID: relyingPartyOf(ctx.settings).rpID,
    allowCredentials: userId === null ? [] : credentialsOf(await openPasskeys(ctx, userId)),
    userVerification: 'required',
  })
  return { options: { ...options }, state: await signChallenge(ctx, ceremony, userId, options.challenge) }
}

/** @returns whose passkey signed what it was asked to, here and now; null if it did not. */
export async function provePasskey(
  ctx: PasskeyCtx,
  ceremony: Exclude<Ceremony, 'register'>,
  userId: string | null,
  { state, response }: PasskeyProof,
): Promise<string | null> {
  const challenge = await takeChallenge(ctx, ceremony, userId, state)
  const row = challenge === null ? null : await findPasskeyRow(ctx.db, await hashToken(response.id))
  if (challenge === null || row === null || (userId !== null && row.userId !== userId)) return null
  const { userHandle } = response.response
  if (userHandle !== undefined && userHandle !== toBase64Url(utf8(row.userId))) return null
  const { publicKey, credentialId } = await openFactor(ctx.vault, 'user_passkeys', row.id, row.box)
  const { verifyAuthenticationResponse } = await library()
  const { rpID, origin } = relyingPartyOf(ctx.settings)
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: response as Parameters<typeof verifyAuthenticationResponse>[0]['response'],
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpID,
      credential: { id: credentialId, publicKey: fromBase64Url(publicKey), counter: row.signCount },
      requireUserVerification: true,
    })
    const isUsed = verified && (await usePasskeyRow(ctx.db, row.id, authenticationInfo.newCounter))
    return isUsed ? row.userId : null
  } catch {
    return null // The library throws for whatever does not fit: challenge, origin, signature, count.
  }
}

const refused = () => new AppError('WRONG_FACTOR', 'This passkey could not be checked. Try again.')
