import { expect, it } from 'vitest'
import { variableProblem } from '../../worker/contract/variables.ts'

it('a text whose variables can be filled in has no problem', () => {
  for (const text of [
    'Hi',
    'Hi {{contact.name}}',
    '{{ contact.first_name | there }}!',
    '{{contact.name|}}',
    '{a} }}',
  ]) {
    expect(variableProblem(text)).toBeNull()
  }
})

it('names the variable that there is none of', () => {
  expect(variableProblem('{{contact.name}} {{contact.iban|x}}')).toEqual({ kind: 'unknown', part: 'contact.iban' })
  expect(variableProblem('Hi {{Name}}')).toEqual({ kind: 'unknown', part: 'Name' })
  expect(variableProblem('{{1|you}}')).toEqual({ kind: 'unknown', part: '1' })
})

it('shows the braces that are no variable, at a length that can be shown', () => {
  const syntax = (part: string) => ({ kind: 'syntax', part })
  expect(variableProblem('{{contact.name|a}b}}')).toEqual(syntax('{{contact.name|a}b}}'))
  expect(variableProblem('Hi {{contact.name|there')).toEqual(syntax('{{contact.name|there'))
  expect(variableProblem('Hi {{}}')).toEqual(syntax('{{}}'))
  expect(variableProblem(`{{${'x '.repeat(100)}`)?.part).toHaveLength(41)
})
