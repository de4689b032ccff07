import { AppError } from '../../contract/problem.ts'
import { isListed, type Network } from '../../kit/address-list.ts'
import { networkOf } from '../../kit/network.ts'

interface AddressSettings {
  ENVIRONMENT: string
  STAFF_ALLOWED_ADDRESSES: readonly Network[]
}

/**
 * Staff come from listed addresses alone. An empty list means nobody, and in development this machine.
 *
 * @param address What Cloudflare says, and nothing that a client could.
 * @throws AppError ADDRESS_NOT_ALLOWED
 */
export function assertAddress(
  { ENVIRONMENT, STAFF_ALLOWED_ADDRESSES }: AddressSettings,
  address: string | undefined,
): void {
  const isOwnMachine = ENVIRONMENT === 'development' && networkOf(address) === null
  if (STAFF_ALLOWED_ADDRESSES.length === 0 ? isOwnMachine : isListed(address, STAFF_ALLOWED_ADDRESSES)) return
  throw new AppError('ADDRESS_NOT_ALLOWED', 'Staff do not come from this address.')
}
