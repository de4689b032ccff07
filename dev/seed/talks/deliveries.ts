import { answered, caller, file, of, react, said, talk, text } from '../lines.ts'

/** Parcels: where they are, what broke, what came too late. */
export const deliveries = [
  talk(
    caller('GB', 'Emma Whitfield', '447700900142'),
    [
      said('1d 4h', 'Hi! Has my order *10482* shipped yet? It is a present for Saturday 🎁'),
      answered('1d 3h 50m', 'Good morning Emma! It left us last night: https://track.example/10482'),
      answered('1d 3h 49m', text('It should be with you _tomorrow_ between 10 and 12. No ~signature~ needed.')),
      said('2h 10m', 'Just arrived, wrapped so nicely. Thank you!', { key: 'thanks' }),
      said('2h 9m', 'The card inside says ```10842``` though, not 10482. Is that a problem?'),
    ],
    { assignee: 'ana', labels: ['Delivery', 'VIP'], priority: 'high' },
  ),
  talk(
    caller('US', 'Marcus Reed', '12025550117'),
    [
      said('5h', 'Hello, my mug arrived today but look at this'),
      said('4h 58m', file('image', 'mug.jpg', { caption: 'Handle is fine, the side is not 😕' })),
      answered('4h 40m', 'Oh no, I am sorry! Was the box damaged as well?'),
      said('4h 20m', 'No, the box looked perfect'),
      said('4h 19m', 'Can you send another one before Friday?'),
    ],
    {
      assignee: 'bea',
      read: true,
      note: { by: 'bea', body: 'Third broken mug from this batch. Asked the packing table to check the filler.' },
    },
  ),
  talk(
    caller('FR', 'Chloé Laurent', '33639980024'),
    [
      said('3h 30m', 'Bonjour, I write in English, I hope it is ok'),
      said('3h 28m', file('image', 'parcel.jpg')),
      said('3h 27m', file('video', 'lamp.mp4', { caption: 'The lamp swings and the light goes on and off' })),
      answered('3h 5m', 'Bonjour Chloé! Perfectly ok. Thank you for the video, that helps a lot.', {
        status: 'delivered',
      }),
      said('35m', 'Merci. Should I send it back to you?'),
    ],
    { assignee: 'ana', labels: ['Delivery', 'Damaged'], priority: 'urgent' },
  ),
  talk(
    caller('GB', 'Oliver Hughes', '447700900303'),
    [
      said('2d 6h', 'Could you send me the invoice for the blanket please? My office needs it.'),
      answered('2d 5h', file('document', 'invoice.pdf', { filename: 'invoice-2041.pdf', caption: 'Here it is' })),
      said('2d 4h', 'Perfect, cheers'),
      answered('2d 4h', 'You are welcome 🐑'),
    ],
    { closedBy: 'bea' },
  ),
  talk(
    caller('SE', 'Freya Lindqvist', '46701740612'),
    [
      said('6h', file('audio', 'voice.ogg', { voice: true })),
      answered('5h 30m', file('audio', 'voice-answer.ogg', { voice: true }), { status: 'played' }),
      said('5h 10m', 'Tack! I come by tomorrow after work.'),
    ],
    { read: true },
  ),
  talk(
    caller('AU', 'Jack Thompson', '61491570156'),
    [
      answered('23h 30m', 'Hi Jack, the courier will not find you with this address. Could you send a pin?'),
      said(
        '22h 40m',
        of('location', {
          latitude: -37.8136,
          longitude: 144.9631,
          name: 'Back gate',
          address: '14 Example Lane, Melbourne',
          url: 'https://maps.example/back-gate',
        }),
      ),
      said('22h 38m', 'Please leave it behind the green bins, the dog is friendly 🐕'),
    ],
    { assignee: 'ana', read: true },
  ),
  talk(caller('US', 'Samuel Price', '13105550164'), [
    said(
      '50m',
      [
        'Hello, I have a few questions before I order, sorry for the long message.',
        '',
        '1. Is the undyed blanket washable at 30 degrees?',
        '2. Do you have it in *180 x 220*?',
        '3. My sister is allergic to lanolin. How much of it is left in the wool after washing?',
        '4. If I order today, can you ship to two addresses?',
        '',
        'I ordered from you in spring (order 9120) and everything was great, only the parcel stood in the rain for a',
        'day. If there is a way to have it delivered to a shop instead, I would choose that.',
      ].join('\n'),
    ),
  ]),
  talk(
    caller('GB', 'Charlotte Bell', '447700900511'),
    [
      said('6d 2h', 'Hi, when do you have the green yarn again?'),
      answered('6d 1h', 'Hello Charlotte, the dyer promised next week. Shall we write to you?'),
      said('6d', 'Yes please!'),
    ],
    {
      read: true,
      template: {
        by: 'bea',
        name: 'order_confirmation',
        language: 'en_US',
        parameters: ['Charlotte', '#10511'],
      },
    },
  ),
  talk(
    caller('US', 'Victor Hale', '16175550133'),
    [
      said('3d 5h', 'Stop by your shop is possible on Sunday?'),
      answered('3d 4h', 'We are closed on Sundays, but Saturday until six works.', { status: 'failed' }),
    ],
    { note: { by: 'olivia', body: 'Message could not be delivered. Try again by mail.' } },
  ),
  talk(
    caller('GB', 'Alice Morgan', '447700900627'),
    [
      said('9d 1h', 'Can I still change the colour of my order?'),
      answered('9d', 'Of course, which one would you like?'),
      said('8d 23h', 'Sea green 💚'),
      answered('8d 22h', 'Done!', { key: 'done' }),
      said('8d 21h', react('🎉'), { target: 'done' }),
    ],
    { closedBy: 'ana' },
  ),
]
