import type { Scope } from '../../worker/contract/scopes.ts'
import { plural } from './plural.ts'

const nouns: Record<string, string> = {
  conversations: 'Gesprekken',
  contacts: 'Contacten',
  labels: 'Labels',
  canned: 'Standaardantwoorden',
  templates: 'Sjablonen',
  channels: 'Nummers',
  team: 'Team',
  analytics: 'Statistieken',
  audit: 'Auditlog',
  settings: 'Instellingen',
}

export const nlTenancy = {
  tenancy: {
    off: {
      suspended: {
        title: 'Deze organisatie is opgeschort',
        lead: 'Niemand kan er op dit moment in werken en er wordt niets verstuurd. Wat klanten schrijven blijft bewaard. De eigenaren weten meer, of vraag het ons.',
      },
      deleted: { title: 'Deze organisatie is verwijderd', lead: 'Er kan niets meer van worden geopend.' },
    },
    states: { suspended: 'Opgeschort', deleted: 'Verwijderd' },
    others: 'Je andere organisaties',
    leave: 'Deze organisatie verlaten',
    leaveTitle: (name: string) => `${name} verlaten?`,
    leaveLead:
      'Je wordt afgemeld en je open gesprekken gaan terug naar de wachtrij. Alleen een uitnodiging brengt je terug.',
    more: (name: string) => `Meer voor ${name}`,
    remove: 'Verwijderen',
    removeTitle: (name: string) => `${name} uit het team verwijderen?`,
    removeLead:
      'Deze persoon wordt meteen overal afgemeld en de open gesprekken gaan terug naar de wachtrij. Wat is geschreven houdt de naam. Alleen een uitnodiging brengt deze persoon terug.',
    transfer: 'Eigenaar maken in plaats van mij',
    transferTitle: (name: string) => `${name} eigenaar maken?`,
    transferLead: (name: string) =>
      `${name} wordt eigenaar in plaats van jij en meldt zich opnieuw aan. Jij blijft beheerder en kunt het zelf niet terugnemen.`,
  },
  tokens: {
    lead: 'Wat programma’s hier in jouw naam mogen: met de rechten die je kiest, en nooit meer dan je rol.',
    add: 'Nieuw token',
    empty: 'Geen API-tokens',
    emptyLead: 'Met een token kan een programma van jou, zoals een webshop of kassa, de API gebruiken.',
    until: (day: string) => `tot ${day}`,
    over: (day: string) => `verlopen sinds ${day}`,
    unused: 'Nooit gebruikt',
    used: (day: string, network: string) => `Laatst gebruikt ${day}${network && ` vanaf ${network}`}`,
    revoke: 'Intrekken',
    revokeOf: (name: string) => `${name} intrekken`,
    revokeTitle: (name: string) => `${name} intrekken?`,
    revokeLead: 'Wat dit token gebruikt wordt meteen geweigerd.',
    madeTitle: 'Het token is klaar',
    madeLead: 'Kopieer het nu. Het wordt alleen deze keer getoond.',
    token: 'Token',
    name: 'Naam',
    nameHint: 'Wat het gebruikt, zodat je het herkent.',
    lifetime: 'Geldig voor',
    days: (count: number) => plural(count, { one: 'dag', other: 'dagen' }),
    scopes: 'Wat het mag',
    scope: (scope: Scope) => {
      const [noun = '', verb] = scope.split(':')
      return `${nouns[noun] ?? noun}: ${verb === 'read' ? 'lezen' : 'wijzigen'}`
    },
    origins: 'Websites die het mogen gebruiken',
    originsHint: 'Eén per regel, zoals https://winkel.example. Geen, als alleen programma’s het gebruiken.',
    usedBy: (sites: string) => `vanaf pagina’s van ${sites}`,
    create: 'Token maken',
  },
  welcome: {
    title: 'Eerste stappen',
    lead: 'Vier stappen tot je eerste antwoord. Je kunt altijd verdergaan, op elk apparaat.',
    banner: (done: number, count: number) => `Je organisatie heeft ${done} van de ${count} eerste stappen gezet.`,
    goOn: 'Verder',
    skipAll: 'Alles overslaan',
    toInbox: 'Naar de inbox',
    skip: 'Overslaan',
    skipOf: (step: string) => `Overslaan: ${step}`,
    states: { done: 'Klaar', skipped: 'Overgeslagen' },
    steps: {
      organization: 'Je organisatie',
      channel: 'WhatsApp-nummer',
      team: 'Je team',
      test: 'Stuur jezelf een test',
    },
    leads: {
      organization: 'Hoe klanten en collega’s jullie noemen, en volgens welke klok jullie werken.',
      channel: 'Het nummer waar je klanten naar schrijven. Wat je invult, wordt eerst live bij WhatsApp geprobeerd.',
      team: 'Collega’s krijgen een e-mail met een link die zeven dagen geldig is.',
      test: 'Schrijf je nummer aan vanaf je eigen telefoon, en antwoord hier.',
    },
    name: 'Naam',
    zone: 'Tijdzone',
    zoneHint: 'Voor je openingstijden en cijfers.',
    connect: 'Nummer koppelen',
    invite: 'Collega uitnodigen',
    unconfirmed: (email: string) =>
      `Dit gaat vanzelf verder zodra je de link hebt gevolgd die we naar ${email} stuurden.`,
    testNoNumber: 'Koppel eerst een nummer: dan staat het hier.',
    number: 'Schrijf naar dit nummer',
    openWhatsApp: 'Openen in WhatsApp',
    waiting: 'Wachten op je bericht…',
    arrived: 'Het is aangekomen:',
    answer: 'Beantwoorden',
  },
}
