import { expect, test } from 'vitest'
import {
  normaliseEmail,
  normalisePhone,
  normaliseUserId,
  normaliseUsername,
  normaliseWamid,
} from '../../worker/crypto/normalise.ts'

test.each([
  [normalisePhone, ' +31 (6) 1234-5678', '31612345678'],
  [normalisePhone, '31612345678', '31612345678'],
  [normaliseUserId, ' NL.AbC123 ', 'NL.AbC123'],
  [normaliseUsername, ' @Zoe.Shop', 'zoe.shop'],
  [normaliseUsername, 'zoe.shop', 'zoe.shop'],
  [normaliseEmail, ' Zoe\u0308@Example.COM ', 'zo\u00eb@example.com'],
  [normaliseWamid, 'wamid.HBgLMzE=', 'wamid.HBgLMzE='],
])('%o of %j is %j', (normalise, text, expected) => {
  expect(normalise(text)).toBe(expected)
  expect(normalise(expected)).toBe(expected)
})
