const LOOPBACK = /^(127\.|::1$)/

/** The first groups of an IPv6 address, without leading zeros. */
function firstGroups(address: string, count: number): string {
  const [head = ''] = address.split('::')
  const groups = head.split(':').map((group) => group.replace(/^0+(?=.)/, '').toLowerCase() || '0')
  return [...groups, '0', '0', '0', '0'].slice(0, count).join(':')
}

/**
 * What an address is counted as: of an IPv6 address its network (the first 64 bits), since one customer of a provider
 * has all of it.
 *
 * @returns null for a loopback address, or none: both are somebody's own machine.
 */
export function networkOf(address: string | undefined): string | null {
  if (!address || LOOPBACK.test(address)) return null
  return address.includes(':') ? firstGroups(address, 4) : address
}

/**
 * The network that an address is in, as far as it may be kept: the first 24 bits of IPv4, the first 48 of IPv6. Enough to
 * tell an office from a stranger, too little to tell a person.
 *
 * @returns such as `192.0.2.0/24` or `2001:db8:1::/48`; undefined for what is no address.
 */
export function networkPrefixOf(address: string | undefined): string | undefined {
  if (!address) return undefined
  const [, a, b, c] = /(?:^|:)(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.\d{1,3}$/.exec(address) ?? []
  if (a !== undefined) return `${a}.${b}.${c}.0/24`
  if (!/^[0-9a-f:]{2,39}$/i.test(address) || !address.includes(':')) return undefined
  return `${firstGroups(address, 3)}::/48`
}
