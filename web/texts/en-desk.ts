import { plural } from './plural.ts'

const onConversations = (count: number) => plural(count, { one: 'conversation', other: 'conversations' })
const onContacts = (count: number) => plural(count, { one: 'contact', other: 'contacts' })

export const enDesk = {
  labelPicker: {
    search: 'Find or make a label',
    suggested: 'Suggested',
    because: { customer: 'on this customer', recent: 'you used it lately' },
    all: 'All labels',
    create: (name: string) => `Make the label “${name}”`,
    empty: 'No labels yet. Type a name to make the first one.',
    nothing: 'No label by that name',
    createFailed: 'The label was not made',
  },
  labelSettings: {
    title: 'Labels',
    lead: 'Sort conversations and customers by what they are about. Everybody of the team uses the same labels.',
    add: 'New label',
    empty: 'No labels yet',
    emptyLead:
      'A label such as “Delivery” or “VIP” stands on conversations and customers, and the list can be narrowed to it.',
    name: 'Name',
    color: 'Colour',
    colors: {
      grey: 'Grey',
      red: 'Red',
      orange: 'Orange',
      amber: 'Amber',
      green: 'Green',
      teal: 'Teal',
      blue: 'Blue',
      violet: 'Violet',
      pink: 'Pink',
    },
    addTitle: 'New label',
    editTitle: (name: string) => `Change ${name}`,
    edit: (name: string) => `Change ${name}`,
    create: 'Make the label',
    remove: 'Remove',
    removeOf: (name: string) => `Remove ${name}`,
    removeTitle: (name: string) => `Remove the label ${name}?`,
    removeLead: (conversations: number, contacts: number) =>
      `It is taken off ${onConversations(conversations)} and ${onContacts(contacts)}. This cannot be undone.`,
    removeFailed: (name: string) => `${name} was not removed`,
    readOnly: 'Supervisors and admins change and remove labels.',
  },
}
