// No zod here: the screens carry these lists too.

export const consentStates = ['unknown', 'granted', 'withdrawn'] as const
export type ConsentState = (typeof consentStates)[number]
/** How a person said what they want; `whatsapp` is the customer's own word in WhatsApp and is never given by hand. */
export const consentSources = ['agent', 'form', 'phone', 'in_person', 'import', 'other'] as const
export type ConsentSource = (typeof consentSources)[number] | 'whatsapp'

export const attributeKinds = ['text', 'number', 'date', 'list', 'checkbox', 'link'] as const
export type AttributeKind = (typeof attributeKinds)[number]
