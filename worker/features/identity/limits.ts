const LOOPBACK = /^(127\.|::1$)/

/**
 * What an address is counted as: of an IPv6 address its network (the first 64 bits), since one customer of a provider
 * has all of it.
 *
 * @returns null for a loopback address, or none: both are somebody's own machine.
 */
export function networkOf(address: string | undefined): string | null {
  if (!address || LOOPBACK.test(address)) return null
  if (!address.includes(':')) return address
  const [head = ''] = address.split('::')
  const groups = head.split(':').map((group) => group.replace(/^0+(?=.)/, '').toLowerCase())
  return [...groups, '0', '0', '0', '0'].slice(0, 4).join(':')
}
