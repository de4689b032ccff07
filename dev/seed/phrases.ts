/** What the customers of a volume write; `#` stands for an order number. */
export const QUESTIONS = [
  'Hi, where is my order #?',
  'Good morning! Can I still change order #?',
  'Hello, is the grey blanket back in stock?',
  'Thanks a lot! 🙌',
  'Could you send me the invoice for #?',
  'The parcel is here, but one ball of yarn is missing 😕',
  'Perfect, that works for me',
  'Is it possible to pick it up on Saturday?',
  'Hola, ¿hacéis envíos al extranjero?',
  'Moin, ist Bestellung # schon unterwegs?',
  'Hoi, kan ik de maat nog wijzigen?',
  'Olá! Quanto tempo demora a entrega?',
  'Ok 👍',
  'I have paid twice for #, I think',
  'How do I wash it?',
  'Do you also sell knitting needles?',
  'Can you leave it with my neighbour?',
  'My address has changed, is that a problem?',
  'What a lovely colour ❤️',
  'I would like to return one of the two hats from #',
] as const

/** What the shop answers. */
export const ANSWERS = [
  'Hello {name}! Let me have a look.',
  'It left us this morning and should be with you tomorrow.',
  'Of course, I have changed it for you.',
  'The invoice is on its way to your mailbox.',
  'I am sorry about that! We will send the missing part today.',
  'You are welcome 🐑',
  'Saturday works, we are open until six.',
  'Cold water, by hand, and dry it flat.',
  'Thank you, {name}. I have noted the new address.',
  'The grey one comes back next week. Shall we write to you then?',
  'Done! You will get the money back within three days.',
  'Is there anything else I can do for you?',
] as const

export const FIRST_NAMES = [
  ...['Anna', 'Ben', 'Clara', 'David', 'Elif', 'Felix', 'Greta', 'Hugo', 'Ines', 'Jonas', 'Kaya', 'Lena', 'Mateo'],
  ...['Nora', 'Omar', 'Paula', 'Quentin', 'Rosa', 'Said', 'Tessa', 'Uwe', 'Vera', 'Wim', 'Xenia', 'Yara', 'Zoe'],
] as const

export const LAST_NAMES = [
  ...['Adams', 'Bauer', 'Costa', 'Dijkstra', 'Evans', 'Fischer', 'García', 'Hansen', 'Ivanova', 'Jansen', 'Keller'],
  ...['López', 'Martin', 'Novak', 'Olsen', 'Pereira', 'Quinn', 'Richter', 'Silva', 'Thomas', 'Ueda', 'Visser'],
  ...['Weber', 'Young', 'Zimmer'],
] as const
