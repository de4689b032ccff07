import { answered, caller, file, react, said, talk, text } from '../lines.ts'

/** Customers who write in their own language. */
export const abroad = [
  talk(
    caller('DE', 'Hannah Vogel', '491713920014'),
    [
      said('7h', 'Guten Morgen, die Mütze ist leider zu klein. Kann ich sie umtauschen?'),
      answered('6h 40m', 'Guten Morgen Hannah! Natürlich, welche Größe brauchst du?'),
      said('6h 30m', 'L wäre super 😊'),
      said('6h 29m', 'Und in Dunkelgrün, falls ihr die noch habt'),
    ],
    { assignee: 'ana', labels: ['Delivery'], read: true },
  ),
  talk(caller('DE', 'Lars Becker', '491713920058'), [
    said('1d 3h', 'Moin! Ist das Garn für Allergiker geeignet?'),
    answered('1d 2h', 'Moin Lars, das Merinogarn ja, das Islandgarn eher nicht.'),
    said('23h 15m', 'Danke. Dann nehme ich 8 Knäuel Merino in Anthrazit.'),
  ]),
  talk(
    caller('DE', 'Deniz Aydın', '491713920077'),
    [
      said('5d', 'Hallo, gibt es bei euch Studentenrabatt?'),
      answered('4d 23h', 'Hallo Deniz, ja: 10 % mit dem Code STUDI10.'),
      said('4d 23h', 'Klasse, danke 🙌'),
    ],
    { closedBy: 'ana' },
  ),
  talk(
    caller('ES', 'Sofía Navarro', '34790000142'),
    [
      said('4h', '¡Hola! ¿Hacéis envíos a Canarias? 🌋'),
      answered('3h 45m', '¡Hola Sofía! Sí, tardan entre cinco y siete días.'),
      said('1h 20m', '¡Genial! ¿Y cuánto cuesta?'),
    ],
    { assignee: 'bea' },
  ),
  talk(
    caller('US', 'Diego Fuentes', '17865550121'),
    [
      said('2d 8h', 'Buenas tardes, quería saber si la alfombra es hecha a mano'),
      answered('2d 7h', 'Buenas tardes Diego. Sí, la teje una cooperativa de doce personas.'),
      said('2d 6h', 'Qué bonito. Me lo pienso y les digo algo 🙏'),
    ],
    { read: true },
  ),
  talk(
    caller('NL', 'Sanne de Vries', '31600000118'),
    [
      said('9h', 'Hoi! Hebben jullie deze nog in het blauw?'),
      said('8h 59m', file('image', 'blanket.jpg')),
      answered('8h 30m', 'Hoi Sanne, de blauwe komt over twee weken weer binnen.', { key: 'weeks' }),
      said('8h 10m', react('👍'), { target: 'weeks' }),
      said('8h 9m', 'Zet mij maar op de lijst'),
    ],
    {
      assignee: 'ana',
      labels: ['Wholesale'],
      snoozed: true,
      note: { by: 'ana', body: 'Op de wachtlijst voor blauw gezet.' },
    },
  ),
  talk(caller('NL', 'Joost Bakker', '31600000256'), [
    said('22h 25m', 'Goedemiddag, ik heb twee keer betaald geloof ik'),
    said('22h 24m', 'Bestelling 10417, allebei €34,50'),
  ]),
  talk(
    caller('PT', 'Beatriz Carvalho', '351900000173'),
    [
      said('11h', 'Olá! O cachecol é de lã ou de algodão?'),
      answered('10h 30m', 'Olá Beatriz! É cem por cento lã, fiada na serra.'),
      said('10h 20m', 'Perfeito, vou encomendar dois ❤️'),
    ],
    { reply: { by: 'ana', body: 'Obrigada, Beatriz! Enviamos já amanhã 📦' } },
  ),
  talk(
    caller('BR', 'Thiago Moreira', '5511900000031'),
    [
      said('4d 6h', 'Oi, vocês entregam no Brasil?'),
      answered('4d 5h', 'Oi Thiago! Ainda não, mas estamos trabalhando nisso.'),
      said('4d 5h', 'Que pena! Fico no aguardo 🇧🇷'),
    ],
    { closedBy: 'bea' },
  ),
  talk(
    caller('ES', 'Isabel Torres', '34790000288'),
    [
      said('12d 2h', 'Hola, soy Isabel, compré un telar pequeño'),
      answered('12d 1h', '¡Hola Isabel! ¿Qué tal va?'),
      said('12d', 'Muy bien, pero me falta una pieza'),
      answered('11d 23h', '¿Nos puedes mandar una foto?'),
      said('11d 20h', 'Mañana con luz'),
      answered('11d 20h', 'Sin prisa 😊'),
      said('11d 1h', 'Es la pieza que sujeta el peine, a la izquierda'),
      answered('11d', 'Ya sé cuál es. Te la mandamos hoy.', { key: 'piece' }),
      said('10d 22h', '¡Qué rápidos!', { target: 'piece' }),
      answered('7d 3h', '¿Ha llegado la pieza?'),
      said('7d 1h', 'Sí, ayer. Encaja perfecta'),
      said('7d 1h', 'Ya he tejido medio metro'),
      answered('7d', '¡Enséñanoslo cuando acabes!'),
      said('3d 4h', 'Una pregunta más: ¿qué lana me recomendáis para un jersey?'),
      answered('3d 3h', text('Depende: *merino* si es para la piel, *islandesa* si es para el monte.')),
      said('3d 2h', 'Para el monte ⛰️'),
      answered('3d 2h', 'Entonces islandesa, unos 600 g.'),
      said('3d 1h', 'Apuntado, gracias'),
      said('1h 5m', '¡Hola! Ya estoy lista para pedir la lana'),
      said('1h 4m', '600 g de islandesa en gris, por favor'),
    ],
    { assignee: 'ana', read: true },
  ),
]
