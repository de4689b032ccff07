import { expect, it } from 'vitest'
import { signatureUnder } from '../../worker/contract/signature.ts'

it('a signature is italic, and no mark within a name ends that', () => {
  expect(signatureUnder('first', ' Ana  Novak ')).toBe('\n\n_Ana_')
  expect(signatureUnder('full', 'A_n*a Novak')).toBe('\n\n_Ana Novak_')
})

it('there is none where the team does not sign, or the name is nothing but marks', () => {
  expect(signatureUnder('none', 'Ana')).toBe('')
  expect(signatureUnder('first', '_*_')).toBe('')
})
