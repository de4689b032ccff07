/** Names that lead into somebody's own network, or nowhere (RFC 6761, 6762, 8375 and what networks use in fact). */
const PRIVATE_NAMES = /(^|\.)(localhost|local|localdomain|internal|intranet|private|corp|home|lan|invalid|home\.arpa)$/
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/

/**
 * Whether a URL that somebody gave us may be asked: https, a name with a dot, nothing of a private network. Addresses in
 * figures are refused in every writing (the parser makes one of them all). A public name can still lead to a private address
 * in the DNS: requests leave from the edge of the network, which reaches none.
 *
 * @param loopback Also this machine, by http too: for development.
 */
export function isPublicUrl(text: string, { loopback = false } = {}): boolean {
  const url = URL.parse(text)
  if (url?.username !== '' || url.password !== '' || url.hash !== '') return false
  if (LOOPBACK.test(url.hostname)) return loopback && /^https?:$/.test(url.protocol)
  const name = url.hostname.replace(/\.$/, '')
  return url.protocol === 'https:' && /\.[a-z][a-z0-9-]*$/.test(name) && !PRIVATE_NAMES.test(name)
}
