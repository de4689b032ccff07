import { describe, expect, it } from 'vitest'
import type { TemplateComponent } from '../../worker/contract/new-message.ts'
import { checkTemplateParameters, renderTemplate, variablesOf } from '../../worker/whatsapp/templates.ts'

type Approved = { type: string; [key: string]: unknown }

const text = (value: string, name?: string) => ({
  type: 'text' as const,
  text: value,
  ...(name !== undefined && { parameter_name: name }),
})
const body = (...parameters: ReturnType<typeof text>[]): TemplateComponent => ({ type: 'body', parameters })
const header = (...parameters: ReturnType<typeof text>[]): TemplateComponent => ({ type: 'header', parameters })

const plain = [{ type: 'BODY', text: 'We are open.' }]
const positional = [
  { type: 'HEADER', format: 'TEXT', text: 'Order {{1}}' },
  { type: 'BODY', text: 'Hi {{1}}, your {{2}} is ready. See you, {{1}}!' },
  { type: 'FOOTER', text: 'Bloom & Branch' },
  {
    type: 'BUTTONS',
    buttons: [
      { type: 'QUICK_REPLY', text: 'Confirm' },
      { type: 'URL', text: 'Track', url: 'https://bloom.example/t/{{1}}' },
      { type: 'COPY_CODE', example: 'SPRING' },
      { type: 'PHONE_NUMBER', text: 'Call', phone_number: '+3197010200300' },
    ],
  },
]
const url: TemplateComponent = { type: 'button', sub_type: 'url', index: '1', parameters: [text('A1')] }
const code: TemplateComponent = {
  type: 'button',
  sub_type: 'copy_code',
  index: '2',
  parameters: [{ type: 'coupon_code', coupon_code: 'SPRING' }],
}
const full = [header(text('17')), body(text('Mara'), text('bouquet')), url, code]
const named = [{ type: 'BODY', text: 'Hi {{first_name}}, order {{order}} is ready.' }]
const fileId = '0199a2c4-7c11-7e11-9d1a-6a1f3b2c4d5e'

describe('the values of a template', () => {
  it.each<[string, Approved[], TemplateComponent[]]>([
    ['none where there are none', plain, []],
    ['an empty body where there are none', plain, [body()]],
    ['all of them', positional, full],
    ['named ones in any order', named, [body(text('17', 'order'), text('Mara', 'first_name'))]],
    [
      'a file in the header',
      [{ type: 'HEADER', format: 'IMAGE' }, ...plain],
      [{ type: 'header', parameters: [{ type: 'image', image: { id: fileId } }] }],
    ],
    [
      'the payload of a quick reply',
      positional,
      [
        ...full,
        { type: 'button', sub_type: 'quick_reply', index: '0', parameters: [{ type: 'payload', payload: 'ok' }] },
      ],
    ],
    [
      'a one-time code',
      [
        { type: 'BODY', text: '{{1}} is your code.' },
        { type: 'BUTTONS', buttons: [{ type: 'OTP', text: 'Copy' }] },
      ],
      [body(text('123456')), { type: 'button', sub_type: 'url', index: '0', parameters: [text('123456')] }],
    ],
  ])('fit: %s', (_name, components, given) => {
    expect(checkTemplateParameters(components, given)).toEqual([])
  })

  it.each<[string, Approved[], TemplateComponent[], string]>([
    ['too few', positional, [header(text('17')), body(text('Mara')), url, code], 'components.1.parameters'],
    ['too many', plain, [body(text('x'))], 'components.0.parameters'],
    ['no body', named, [], 'components'],
    ['a wrong name', named, [body(text('17', 'order'), text('Mara', 'name'))], 'components.0.parameters.1'],
    ['one name twice', named, [body(text('17', 'order'), text('18', 'order'))], 'components.0.parameters.1'],
    ['no name', named, [body(text('17', 'order'), text('Mara'))], 'components.0.parameters.1'],
    [
      'a name where there is none',
      positional,
      [header(text('17')), body(text('Mara', 'a'), text('b')), url, code],
      'components.1.parameters.0',
    ],
    ['no file', [{ type: 'HEADER', format: 'IMAGE' }], [], 'components'],
    ['a text for a file', [{ type: 'HEADER', format: 'VIDEO' }], [header(text('x'))], 'components.0.parameters'],
    ['a button without its value', positional, full.slice(0, 3), 'components'],
    ['a button that is not there', plain, [url], 'components.0'],
    ['a value for a phone button', positional, [...full, { ...url, index: '3' }], 'components.4'],
    ['a body twice', plain, [body(), body()], 'components.1'],
    ['a line break', named, [body(text('1\n2', 'order'), text('Mara', 'first_name'))], 'components.0.parameters.0'],
    ['a place', [{ type: 'HEADER', format: 'LOCATION' }], [], 'components'],
    ['a carousel', [{ type: 'CAROUSEL' }], [], 'components'],
  ])('do not fit: %s', (_name, components, given, path) => {
    const errors = checkTemplateParameters(components, given)
    expect(errors.map((error) => error.path)).toEqual([path])
    expect(errors[0]?.message).toMatch(/^[A-Z].*\.$/)
  })
})

describe('the preview', () => {
  it('shows what the customer sees', () => {
    expect(renderTemplate(positional, full)).toEqual({
      header: 'Order 17',
      body: 'Hi Mara, your bouquet is ready. See you, Mara!',
      footer: 'Bloom & Branch',
      buttons: ['Confirm', 'Track', 'Copy code', 'Call'],
    })
    const values = [body(text('17', 'order'), text('Mara', 'first_name'))]
    expect(renderTemplate(named, values).body).toBe('Hi Mara, order 17 is ready.')
  })

  it('leaves a missing value visible, and never fills in twice', () => {
    expect(renderTemplate(positional).body).toContain('{{1}}')
    expect(renderTemplate(positional, [body(text('{{2}}'), text('$& x'))]).body).toBe(
      'Hi {{2}}, your $& x is ready. See you, {{2}}!',
    )
  })

  it('finds each variable once', () => {
    expect(variablesOf('{{2}} {{1}} {{ 2 }} {{first_name}} {{}} {{a b}}')).toEqual(['2', '1', 'first_name'])
  })
})
