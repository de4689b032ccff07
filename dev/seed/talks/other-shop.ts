import { answered, caller, file, handle, said, talk } from '../lines.ts'

/** A second tenant, for isolation. Emma writes to both shops: each knows her by another id. */
export const otherShop = [
  talk(caller('GB', 'Emma Whitfield', '447700900142'), [
    said('5h', 'Hello, do you repair bicycles from other shops too?'),
    answered('4h 30m', 'Hello Emma, we do. Bring it in any morning.'),
  ]),
  talk(caller('NL', 'Daan Visser', '31600000491'), [said('1h', 'Mijn band is weer lek 🚲')]),
  talk(handle('BE', 'Lotte Peeters', 'lotte.p'), [said('2d', 'Is the blue city bike still for sale?')]),
  talk(
    caller('US', 'Carla Mendes', '13055550147'),
    [
      said('20h', 'Invoice received, thanks'),
      answered('19h', file('document', 'invoice.pdf', { filename: 'invoice.pdf' })),
    ],
    { note: { by: 'olivia', body: 'Only Other Shop may ever see this.' } },
  ),
]
