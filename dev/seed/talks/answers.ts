import { answered, caller, file, handle, of, said, talk, text } from '../lines.ts'

const buttons = (...titles: string[]) => ({
  buttons: titles.map((title) => ({ type: 'reply', reply: { id: title.toLowerCase(), title } })),
})

/** Customers who pressed something, ordered, came from an ad, or sent what is no plain text. */
export const answers = [
  talk(
    caller('FR', 'Amara Diallo', '33639980051'),
    [
      answered(
        '20h',
        of('template', {
          name: 'appointment_reminder',
          language: { code: 'en_US' },
          components: [
            {
              type: 'body',
              parameters: [
                { type: 'text', text: 'Thursday' },
                { type: 'text', text: '14:30' },
              ],
            },
          ],
        }),
        { key: 'reminder' },
      ),
      said('19h', of('button', { text: 'Yes, I will be there', payload: 'Yes, I will be there' }), {
        target: 'reminder',
      }),
    ],
    { assignee: 'bea', read: true },
  ),
  talk(caller('US', 'Ben Carter', '17025550149'), [
    said('8h', 'Can I pick it up instead?'),
    answered(
      '7h 50m',
      of('interactive', {
        type: 'button',
        body: { text: 'Sure! When would you like to come?' },
        action: buttons('Today', 'Tomorrow', 'Saturday'),
      }),
      { key: 'when' },
    ),
    said('7h 45m', of('interactive', { type: 'button_reply', button_reply: { id: 'saturday', title: 'Saturday' } }), {
      target: 'when',
    }),
  ]),
  talk(
    handle('IT', 'Maria Rossi', 'maria.rossi'),
    [
      said('2h 40m', 'Ciao, I would like a ball of yarn to try'),
      answered(
        '2h 35m',
        of('interactive', {
          type: 'list',
          body: { text: 'Which one would you like to try?' },
          action: {
            button: 'Show yarns',
            sections: [
              {
                title: 'Yarns',
                rows: [
                  { id: 'merino', title: 'Merino', description: 'Soft, for the skin' },
                  { id: 'iceland', title: 'Icelandic', description: 'Warm and rough' },
                ],
              },
            ],
          },
        }),
        { key: 'which' },
      ),
      said(
        '2h 20m',
        of('interactive', {
          type: 'list_reply',
          list_reply: { id: 'merino', title: 'Merino', description: 'Soft, for the skin' },
        }),
        { target: 'which' },
      ),
    ],
    { assignee: 'bea', read: true },
  ),
  talk(caller('GB', 'George Ellis', '447700900748'), [
    answered(
      '13h',
      of('interactive', {
        type: 'flow',
        body: { text: 'Tell us what went wrong and we will put it right.' },
        action: { name: 'flow', parameters: { flow_cta: 'Report a problem' } },
      }),
      { key: 'form' },
    ),
    said(
      '12h 30m',
      of('interactive', {
        type: 'nfm_reply',
        nfm_reply: {
          name: 'flow',
          body: 'Sent',
          response_json: JSON.stringify({
            flow_token: 'problem-1',
            order: '10455',
            problem: 'wrong colour',
            wish: 'exchange',
          }),
        },
      }),
      { target: 'form' },
    ),
  ]),
  talk(
    caller('GB', 'Aisha Khan', '447700900830'),
    [
      said(
        '1h 30m',
        of('order', {
          catalog_id: '72100455',
          text: 'Please wrap the blanket as a present',
          product_items: [
            { product_retailer_id: 'blanket-undyed-140', quantity: 1, item_price: 89, currency: 'EUR' },
            { product_retailer_id: 'merino-grey-100', quantity: 3, item_price: 7.5, currency: 'EUR' },
          ],
        }),
      ),
    ],
    { note: { by: 'olivia', body: 'Regular customer: ribbon for free.' } },
  ),
  talk(caller('US', 'Tom Wilson', '14045550156'), [
    said(
      '25m',
      text('Hi, I saw your ad. Is the offer still on?', {
        referral: {
          source_url: 'https://fb.example/ad-autumn',
          source_id: '120210000001',
          source_type: 'ad',
          headline: 'Warm feet until Sunday',
          body: '20 percent off everything made of wool',
          media_type: 'image',
          image_url: 'https://scontent.example/autumn.jpg',
          ctwa_clid: 'ARexampleclidAutumn',
          welcome_message: { text: 'Hi! What are you looking for?' },
        },
      }),
    ),
  ]),
  talk(caller('US', 'Liam Murphy', '15035550172'), [
    said(
      '14h',
      text('Does this one come in black?', {
        context: { referred_product: { catalog_id: '72100455', product_retailer_id: 'hat-ribbed-grey' } },
      }),
    ),
  ]),
  talk(
    caller('GB', 'Priya Raman', '447700900915'),
    [
      said('10h', 'My brother wants to order for his café, here is his number'),
      said(
        '9h 59m',
        of('contacts', [
          {
            name: { formatted_name: 'Arjun Raman', first_name: 'Arjun', last_name: 'Raman' },
            org: { company: 'Café Example', title: 'Owner' },
            phones: [{ phone: '+44 7700 900916', wa_id: '447700900916', type: 'WORK' }],
            emails: [{ email: 'arjun@cafe.example', type: 'WORK' }],
          },
        ]),
      ),
      answered('9h 30m', 'Thank you Priya, we will write to him!'),
    ],
    { assignee: 'bea' },
  ),
  talk(caller('NL', 'Mia Jansen', '31600000377'), [
    said('15h', 'The sheep socks are here!!'),
    said('14h 59m', file('sticker', 'sheep.webp', { animated: false })),
    answered('14h 30m', file('sticker', 'sheep.webp', { animated: false }), { status: 'delivered' }),
  ]),
  talk(
    caller('GB', 'Grace Okafor', '447700900922'),
    [
      said('16h', {
        ...of('unsupported', { type: 'poll' }),
        errors: [
          {
            code: 131051,
            title: 'Message type unknown',
            message: 'Message type unknown',
            error_data: { details: 'Message type is currently not supported.' },
          },
        ],
      }),
      said('15h 58m', {
        type: 'unknown',
        errors: [
          {
            code: 131051,
            title: 'Unsupported message type',
            details: 'Message type is not currently supported',
          },
        ],
      }),
      said('15h 50m', 'Did you get my poll about the colours?'),
    ],
    { assignee: 'ana', read: true },
  ),
]
