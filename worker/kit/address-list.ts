/** A network, or one address: its first `bits` bits, of 32 (IPv4) or 128 (IPv6). */
export interface Network {
  size: 32 | 128
  value: bigint
  bits: number
}

/** @returns null if it is no address. An IPv4 address written as IPv6 (`::ffff:192.0.2.1`) is the IPv4 address. */
function parseAddress(text: string): Omit<Network, 'bits'> | null {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(text)?.[1]
  const dotted = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(mapped ?? text)
  if (dotted) {
    const parts = dotted.slice(1).map(Number)
    return parts.some((part) => part > 255) ? null : { size: 32, value: join(parts, 8n) }
  }
  if (!/^[0-9a-f:]{2,39}$/i.test(text)) return null
  const [head = '', tail, ...more] = text.split('::')
  const groupsOf = (side: string) => (side === '' ? [] : side.split(':'))
  const [before, after] = [groupsOf(head), groupsOf(tail ?? '')]
  const missing = 8 - before.length - after.length
  if (more.length > 0 || (tail === undefined ? missing !== 0 : missing < 1)) return null
  const groups = [...before, ...Array<string>(missing).fill('0'), ...after]
  if (groups.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return null
  return {
    size: 128,
    value: join(
      groups.map((group) => Number.parseInt(group, 16)),
      16n,
    ),
  }
}

const join = (parts: readonly number[], width: bigint) =>
  parts.reduce((value, part) => (value << width) | BigInt(part), 0n)

/**
 * Addresses and networks separated by commas, such as `192.0.2.7, 2001:db8::/48`.
 *
 * @returns null if one of them is neither.
 */
export function parseNetworks(text: string): Network[] | null {
  const words = text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean)
  const networks = words.map((word): Network | null => {
    const [, address = '', length] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(word) ?? []
    const parsed = parseAddress(address)
    const bits = length === undefined ? parsed?.size : Number(length)
    return parsed && bits !== undefined && bits <= parsed.size ? { ...parsed, bits } : null
  })
  return networks.every((network) => network !== null) ? networks : null
}

/** Whether an address is in one of the networks. What is no address is in none. */
export function isListed(address: string | undefined, networks: readonly Network[]): boolean {
  const parsed = parseAddress(address ?? '')
  if (!parsed) return false
  return networks.some(({ size, value, bits }) => {
    const rest = BigInt(size - bits)
    return size === parsed.size && value >> rest === parsed.value >> rest
  })
}

/** As it is written: `192.0.2.0/24`. */
export function formatNetwork({ size, value, bits }: Network): string {
  const width = size === 32 ? 8n : 16n
  const count = size === 32 ? 4 : 8
  const parts = Array.from({ length: count }, (_, index) => {
    const part = (value >> (width * BigInt(count - 1 - index))) & ((1n << width) - 1n)
    return part.toString(size === 32 ? 10 : 16)
  })
  return `${parts.join(size === 32 ? '.' : ':')}/${bits}`
}
