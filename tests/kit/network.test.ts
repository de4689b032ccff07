import { expect, test } from 'vitest'
import { networkPrefixOf } from '../../worker/kit/network.ts'

test.each([
  ['192.0.2.77', '192.0.2.0/24'],
  ['::ffff:192.0.2.77', '192.0.2.0/24'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
  ['2001:0DB8:0001::1', '2001:db8:1::/48'],
  ['2001:db8::1', '2001:db8:0::/48'],
  ['::1', '0:0:0::/48'],
])('%s is of %s', (address, network) => {
  expect(networkPrefixOf(address)).toBe(network)
})

test.each([undefined, '', 'unknown', 'a', '1.2.3', "1.2.3.4'; drop", 'zz::1'])('%s is no address', (address) => {
  expect(networkPrefixOf(address)).toBeUndefined()
})
