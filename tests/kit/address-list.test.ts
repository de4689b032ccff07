import { describe, expect, it } from 'vitest'
import { formatNetwork, isListed, parseNetworks } from '../../worker/kit/address-list.ts'

const listed = (address: string | undefined, list: string) => isListed(address, parseNetworks(list) ?? [])

describe('a list of addresses and networks', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7', true],
    ['192.0.2.8', '192.0.2.7', false],
    ['192.0.2.200', '198.51.100.1, 192.0.2.0/24', true],
    ['192.0.3.1', '192.0.2.0/24', false],
    ['192.0.3.1', '192.0.2.0/23', true],
    ['203.0.113.9', '0.0.0.0/0', true],
    ['2001:db8::1', '2001:db8::/32', true],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1', true],
    ['2001:db9::1', '2001:db8::/32', false],
    ['::ffff:192.0.2.7', '192.0.2.7', true],
    ['192.0.2.7', '::/0', false],
    ['2001:db8::1', '0.0.0.0/0', false],
  ])('%s in %s: %s', (address, list, is) => expect(listed(address, list)).toBe(is))

  it.each(['', 'x', '1.2.3', '1.2.3.256', '1.2.3.4.5', '::1::', '1:2:3:4:5:6:7:8:9', '12345::', '1.2.3.4, 5.6.7.8'])(
    'has no place for %j, which is no address',
    (address) => expect(listed(address, '0.0.0.0/0, ::/0')).toBe(false),
  )

  it('is refused whole if one of it is neither', () => {
    for (const list of ['192.0.2.7, x', '192.0.2.0/33', '2001:db8::/129', '192.0.2.7/', '/24', '192.0.2.0/-1'])
      expect(parseNetworks(list), list).toBeNull()
    expect(parseNetworks(' ')).toEqual([])
    expect(listed(undefined, '0.0.0.0/0')).toBe(false)
  })

  it('is written as it was', () => {
    expect((parseNetworks('192.0.2.0/24,2001:db8::/32,::1') ?? []).map(formatNetwork)).toEqual([
      '192.0.2.0/24',
      '2001:db8:0:0:0:0:0:0/32',
      '0:0:0:0:0:0:0:1/128',
    ])
  })
})
