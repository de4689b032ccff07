import { answered, caller, edit, handle, of, react, revoke, said, talk, text } from '../lines.ts'

/** Customers who change: their mind, their number, their name; and those we know little of. */
export const people = [
  talk(
    caller('US', "Kevin O'Brien", '12065550128'),
    [
      said('3d 2h', 'Hi, can you hold the red blanket for me until payday?'),
      answered('3d 1h', 'Sure, until the first. Under which name?'),
      said('3d', "O'Brien, Kevin"),
      said('6h 2m', of('system', { type: 'user_changed_number', wa_id: '12065550193' })),
      said('6h', 'New phone, new number, same Kevin. Is it still there?'),
    ],
    { assignee: 'bea', read: true },
  ),
  talk(
    handle('JP', 'Yuki Tanaka', 'yuki_knits'),
    [
      said('8d', 'Hello from Osaka! Do you ship knitting needles?'),
      answered('7d 22h', 'Hello Yuki! We do, about ten days by post.'),
      said('17h 1m', of('system', { type: 'user_changed_user_id', user_id: 'CA.91022846613300517428' })),
      said('17h', 'I moved to Canada, can I change the address?'),
    ],
    { assignee: 'ana', read: true },
  ),
  talk(caller('SE', 'Nora Bergström', '46701740688'), [
    said('2d 3h', 'Hej! Do you have gift cards?'),
    answered('2d 2h', 'Hej Nora, yes, from 20 euros.'),
    said('18h 5m', of('system', { type: 'customer_identity_changed' })),
    said('18h', 'Then one for 50 please 💛'),
  ]),
  talk(
    caller('US', 'Ruth Adler', '12155550109'),
    [
      said('5h 30m', 'I will come by at four', { key: 'four' }),
      said('5h 28m', edit('I will come by at five, not four'), { target: 'four' }),
      answered('5h 10m', 'Five is fine, see you then!', { key: 'five' }),
      said('5h', 'Looking forward', { target: 'five' }),
    ],
    { read: true },
  ),
  talk(caller('PT', 'Pedro Almeida', '351900000261'), [
    said('21h', 'A minha palavra-passe é', { key: 'slip' }),
    said('20h 59m', revoke(), { target: 'slip' }),
    said('20h 58m', 'Desculpe, era para outra pessoa 🙈'),
  ]),
  talk(
    caller('US', 'Noah Kim', '14155550186'),
    [
      answered('3h 20m', 'Your blanket is on the loom right now!', { key: 'loom' }),
      said('3h 10m', react('😮'), { target: 'loom' }),
      said('3h 9m', react('❤️'), { target: 'loom' }),
      said('3h', 'Could you send a picture when it is done?', { key: 'picture' }),
      answered('2h 55m', react('👍'), { target: 'picture', status: 'sent' }),
    ],
    { reply: { by: 'bea', body: 'It is off the loom 🎉 Picture follows this afternoon.' } },
  ),
  talk(
    handle('CZ', 'Zuzana Horáková', 'zuzana.h'),
    [
      said('22h 50m', 'Hello, is the workshop on Sunday still free?', { key: 'sunday' }),
      answered('22h 30m', 'Two places are left.', { key: 'places' }),
      said('22h 20m', react('😍'), { target: 'places' }),
      said('22h 15m', react(''), { target: 'places' }),
      said('22h 10m', 'Sorry, I have to ask my sister first', { target: 'sunday' }),
    ],
    { assignee: 'bea' },
  ),
  talk(handle('AT', 'Lena', 'lena_k'), [said('40m', 'Hi! Do I need an account to order?')]),
  talk(caller('US', null, '12025550188'), [said('4h 5m', 'how much is shipping')]),
  talk(caller('DE', 'Ella Brandt', '491713920092'), [
    answered('1d 1h', 'Unsere Werkstatt ist ab Montag wieder offen.', { key: 'open' }),
    said('23h 40m', 'Super! Um wie viel Uhr?', { target: 'open' }),
    said(
      '23h 39m',
      text('Strickcafé jeden Dienstag, 18 Uhr, bring deine Nadeln mit!', { context: { forwarded: true } }),
    ),
    said(
      '23h 38m',
      text('‼️ Wolle nie wieder waschen ‼️ Der Trick, den niemand kennt …', { context: { frequently_forwarded: true } }),
    ),
  ]),
  talk(
    caller('GB', 'William Green', '447700900433'),
    [said('30m', { type: 'request_welcome' }), said('29m', 'Anyone there? 🙂')],
    { assignee: 'olivia' },
  ),
]
