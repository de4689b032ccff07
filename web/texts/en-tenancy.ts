import type { Scope } from '../../worker/contract/scopes.ts'
import { plural } from './plural.ts'

const nouns: Record<string, string> = {
  conversations: 'Conversations',
  contacts: 'Contacts',
  labels: 'Labels',
  canned: 'Canned replies',
  templates: 'Templates',
  channels: 'Numbers',
  team: 'Team',
  analytics: 'Analytics',
  audit: 'Audit log',
  settings: 'Settings',
}

export const enTenancy = {
  tenancy: {
    off: {
      suspended: {
        title: 'This organization is suspended',
        lead: 'Nobody can work in it at the moment, and nothing is sent. What customers write is kept. Its owners know more, or ask us.',
      },
      deleted: { title: 'This organization was deleted', lead: 'Nothing of it can be opened any more.' },
    },
    states: { suspended: 'Suspended', deleted: 'Deleted' },
    others: 'Your other organizations',
    leave: 'Leave this organization',
    leaveTitle: (name: string) => `Leave ${name}?`,
    leaveLead:
      'You are signed out, and your open conversations go back to the queue. Only an invitation brings you back.',
    more: (name: string) => `More for ${name}`,
    remove: 'Remove',
    removeTitle: (name: string) => `Remove ${name} from the team?`,
    removeLead:
      'They are signed out everywhere at once, and their open conversations go back to the queue. What they wrote keeps their name. Only an invitation brings them back.',
    transfer: 'Make owner instead of me',
    transferTitle: (name: string) => `Make ${name} the owner?`,
    transferLead: (name: string) =>
      `${name} owns the organization instead of you, and signs in anew. You stay as an admin, and cannot take it back yourself.`,
  },
  tokens: {
    lead: 'What programs may do here in your name: with the scopes you choose, and never more than your role.',
    add: 'New token',
    empty: 'No API tokens',
    emptyLead: 'With a token a program of yours, such as a shop or a till, can use the API.',
    until: (day: string) => `until ${day}`,
    over: (day: string) => `over since ${day}`,
    unused: 'Never used',
    used: (day: string, network: string) => `Last used ${day}${network && ` from ${network}`}`,
    revoke: 'Revoke',
    revokeOf: (name: string) => `Revoke ${name}`,
    revokeTitle: (name: string) => `Revoke ${name}?`,
    revokeLead: 'Whatever uses this token is refused at once.',
    madeTitle: 'The token is ready',
    madeLead: 'Copy it now. It is shown only this once.',
    token: 'Token',
    name: 'Name',
    nameHint: 'What uses it, so that you know it again.',
    lifetime: 'Good for',
    days: (count: number) => plural(count, { one: 'day', other: 'days' }),
    scopes: 'What it may do',
    scope: (scope: Scope) => {
      const [noun = '', verb] = scope.split(':')
      return `${nouns[noun] ?? noun}: ${verb === 'read' ? 'read' : 'change'}`
    },
    origins: 'Websites that may use it',
    originsHint: 'One on each line, like https://shop.example. None for what only programs use.',
    usedBy: (sites: string) => `from pages of ${sites}`,
    create: 'Create the token',
  },
  welcome: {
    title: 'First steps',
    lead: 'Four steps to your first answer. You can go on at any time, on any device.',
    banner: (done: number, count: number) => `Your organization has ${done} of ${count} first steps behind it.`,
    goOn: 'Go on',
    skipAll: 'Skip all',
    toInbox: 'To the inbox',
    skip: 'Skip',
    skipOf: (step: string) => `Skip: ${step}`,
    states: { done: 'Done', skipped: 'Skipped' },
    steps: {
      organization: 'Your organization',
      channel: 'WhatsApp number',
      team: 'Your team',
      test: 'Send yourself a test',
    },
    leads: {
      organization: 'What customers and colleagues call you, and by which clock you work.',
      channel: 'The number your customers write to. What you enter is tried live at WhatsApp before it is kept.',
      team: 'Colleagues get an e-mail with a link that is good for seven days.',
      test: 'Write to your number from your own phone, and answer here.',
    },
    name: 'Name',
    zone: 'Time zone',
    zoneHint: 'For your hours and figures.',
    connect: 'Connect a number',
    invite: 'Invite a colleague',
    unconfirmed: (email: string) => `This goes on by itself once you have followed the link that we sent to ${email}.`,
    testNoNumber: 'Connect a number first: then it stands here.',
    number: 'Write to this number',
    openWhatsApp: 'Open in WhatsApp',
    waiting: 'Waiting for your message…',
    arrived: 'It has arrived:',
    answer: 'Answer it',
  },
}
