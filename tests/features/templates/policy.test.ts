import { expect, it } from 'vitest'
import { notSendableReason } from '../../../worker/features/templates/policy.ts'

const body = { type: 'BODY', text: 'Hello {{1}}' }

it.each([
  ['APPROVED', [body], null],
  ['APPROVED', [{ type: 'HEADER', format: 'IMAGE' }, body], null],
  ['APPROVED', [{ type: 'HEADER', format: 'LOCATION' }, body], 'A location header cannot be sent here.'],
  ['APPROVED', [body, { type: 'LIMITED_TIME_OFFER' }], 'Templates with limited time offer cannot be sent here.'],
  ['PENDING', [body], 'WhatsApp is still reviewing it.'],
  ['SOMETHING_NEW', [body], 'WhatsApp lists it as something new.'],
])('%s %j', (status, components, reason) => {
  expect(notSendableReason(status, components)).toBe(reason)
})
