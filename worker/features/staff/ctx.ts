import type { RedisSettings } from '../../cache/index.ts'
import type { IntakeKeys } from '../../crypto/intake.ts'
import type { Signatures } from '../../crypto/signatures.ts'
import type { Vault } from '../../crypto/vault.ts'
import type { Network } from '../../kit/address-list.ts'
import type { HubPort, InboxPort, Jurisdiction } from '../../ports.ts'
import type { StaffAccess } from './repo/access.ts'

interface Place {
  tenantId: string
  jurisdiction: Jurisdiction
}

/** What staff are told of how the deployment is set up, and what their own work wants. */
export interface StaffDeployment extends RedisSettings {
  ENVIRONMENT: 'development' | 'staging' | 'production'
  APP_URL: string
  SIGNUP_MODE: 'closed' | 'invite' | 'open'
  DATA_JURISDICTION: Jurisdiction
  KMS_PROVIDER: string
  GRAPH_API_VERSION: string
  API_REQUESTS_PER_MINUTE: number
  EMAIL_API_KEY?: string | undefined
  EMAIL_FROM?: string | undefined
  VAPID_PRIVATE_KEY?: string | undefined
  STAFF_ALLOWED_ADDRESSES: readonly Network[]
}

/** What a request of the platform's staff works with. No tenant is in it. */
export interface StaffCtx extends StaffAccess {
  staffId: string
  userId: string
  sessionId: string
  /** When the session is over, in epoch milliseconds. */
  untilMs: number
  vault: Vault
  intake: IntakeKeys
  signatures: Signatures
  bucket: R2Bucket
  settings: StaffDeployment
  now(): number
  newId(): string
  hubOf(place: Place): HubPort
  inboxOf(place: Place): InboxPort
}
