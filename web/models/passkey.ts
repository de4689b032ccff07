import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser'
import type { NewPasskey, PasskeyOptions, PasskeyProof } from '../../worker/contract/factors.ts'

/** Few people meet it on a day. */
const library = () => import('@simplewebauthn/browser')

/** Whether this browser knows passkeys at all. */
export const knowsPasskeys = (): boolean => typeof PublicKeyCredential === 'function'

/** The person closed the browser's question, or it was not answered in time: nothing to complain about. */
export const isCancelled = (error: unknown): boolean =>
  error instanceof Error && ['NotAllowedError', 'AbortError'].includes(error.name)

/** Lets the browser make a passkey. @throws Error by the browser's name of what is wrong */
export async function makePasskey(name: string, { options, state }: PasskeyOptions): Promise<NewPasskey> {
  const { startRegistration } = await library()
  const optionsJSON = options as unknown as PublicKeyCredentialCreationOptionsJSON
  const { id, rawId, type, response, authenticatorAttachment } = await startRegistration({ optionsJSON })
  const { clientDataJSON, attestationObject, transports } = response
  return {
    name,
    state,
    response: {
      ...{ id, rawId, type, clientExtensionResults: {} },
      ...(authenticatorAttachment && { authenticatorAttachment }),
      response: { clientDataJSON, attestationObject, ...(transports && { transports }) },
    },
  }
}

/** Lets the browser ask one for a signature. @throws as {@link makePasskey} */
export async function askPasskey({ options, state }: PasskeyOptions): Promise<PasskeyProof> {
  const { startAuthentication } = await library()
  const optionsJSON = options as unknown as PublicKeyCredentialRequestOptionsJSON
  const { id, rawId, type, response, authenticatorAttachment } = await startAuthentication({ optionsJSON })
  const { clientDataJSON, authenticatorData, signature, userHandle } = response
  return {
    state,
    response: {
      ...{ id, rawId, type, clientExtensionResults: {} },
      ...(authenticatorAttachment && { authenticatorAttachment }),
      response: { clientDataJSON, authenticatorData, signature, ...(userHandle && { userHandle }) },
    },
  }
}
