/** How a code is handled; see `classes` in failures.ts. */
export type FailureClass =
  | 'rate'
  | 'pair-rate'
  | 'busy'
  | 'maintenance'
  | 'quota'
  | 'maybe-ours'
  | 'unknown-outcome'
  | 'wait-a-day'
  | 'wait'
  | 'window'
  | 'unreachable'
  | 'pause'
  | 'media'
  | 'parameters'
  | 'template'
  | 'reconnect'
  | 'opted-out'
  | 'settings'
  | 'refused'

export type KnownCode = { class: FailureClass; title: string; detail: string }

const known = new Map<number, KnownCode>()

function add(kind: FailureClass, codes: number | readonly number[], title: string, detail: string): void {
  for (const code of [codes].flat()) known.set(code, { class: kind, title, detail })
}

const fixParameters = 'Check the values of the message or the template’s variables, then send it again.'
const askMeta = 'An administrator can see the reason in WhatsApp Manager.'

// Messages. Which class a code belongs to: docs/sources.md#error-policy.
add('rate', 130429, 'Sending too fast', 'WhatsApp asked this number to slow down. It is sent again shortly.')
add('pair-rate', 131056, 'Too many messages to one customer', 'WhatsApp limits how fast one customer gets messages.')
add('maintenance', [131057, 2494100], 'Number under maintenance', 'WhatsApp is changing this number. It is sent again.')
add('busy', [131016, 2, 133004], 'WhatsApp is not available', 'It is sent again as soon as WhatsApp answers.')
add('quota', [4, 80007, 80008, 613], 'Too many requests', 'WhatsApp’s hourly limit is used up. It is sent again later.')
add('rate', 2494055, 'Sending too fast', 'WhatsApp asked this number to slow down. It is sent again shortly.')
add('maybe-ours', 1, 'WhatsApp could not handle it', 'It is tried a few more times.')
add('unknown-outcome', 131000, 'WhatsApp had a problem', 'WhatsApp could not say whether the message was sent.')
add('wait-a-day', 131049, 'Held back by WhatsApp', 'The customer got many marketing messages. Wait at least 24 hours.')
add(
  'refused',
  130472,
  'Part of a WhatsApp experiment',
  'This customer gets no marketing messages for now. Wait for a reply.',
)
add(
  'window',
  131047,
  'The 24-hour window is closed',
  'The customer wrote more than 24 hours ago. Send a template instead.',
)
add('unreachable', 131026, 'The customer cannot be reached', 'The number may not use WhatsApp, or its app is too old.')
add('pause', 131048, 'Restricted for spam', 'Too many customers blocked or reported this number. Sending is paused.')
add('pause', 368, 'Blocked for a policy violation', `WhatsApp blocked the account for a time. ${askMeta}`)
add('pause', 131031, 'The account is locked', `WhatsApp locked the account. ${askMeta}`)
add(
  'pause',
  131042,
  'Payment problem',
  'WhatsApp could not charge for messages. Check the payment method in WhatsApp Manager.',
)
add(
  'pause',
  131045,
  'The number is not registered',
  'Register the number with WhatsApp again; sending is paused until then.',
)
add(
  'pause',
  131030,
  'Not on the list of test numbers',
  'A test number sends only to numbers on its list in Meta’s dashboard.',
)
add('media', 131052, 'The file could not be downloaded', 'Ask the customer to send it again; 100 MB is the limit.')
add(
  'media',
  131053,
  'The file was not accepted',
  'WhatsApp could not use the file. Check its type and size, and attach it again.',
)
add(
  'parameters',
  132000,
  'Wrong number of variables',
  'The template has another number of variables than were filled in.',
)
add(
  'parameters',
  132005,
  'The text is too long',
  'With its variables filled in, the template is too long. Shorten them.',
)
add('parameters', [132008, 132012, 132018], 'A variable has the wrong form', fixParameters)
add('parameters', [131008, 131009, 100], 'WhatsApp did not accept a value', fixParameters)
add('parameters', 131021, 'That is your own number', 'A number cannot write to itself.')
add('parameters', 131062, 'A phone number is needed', 'This template can only be sent to a phone number.')
add(
  'parameters',
  137000,
  'The customer’s identity changed',
  'Confirm with the customer who they are, then send it again.',
)
add(
  'template',
  132001,
  'The template does not exist',
  'It is missing or not approved in this language. Sync the templates.',
)
add('template', 132007, 'The template breaks a policy', 'WhatsApp refused its content. Change the template.')
add('template', 132015, 'The template is paused', 'WhatsApp paused it for low quality. Use another, or wait.')
add('template', 132016, 'The template is disabled', 'WhatsApp disabled it for low quality for good. Use another.')
add('template', [134100, 131055], 'Marketing templates only', 'This way of sending takes marketing templates only.')
add('template', 131063, 'Marketing templates are switched off', `The account does not send them this way. ${askMeta}`)
add('template', 134102, 'The template is not ready', 'WhatsApp could not prepare it. Use another.')
add('wait', 134101, 'The template is being prepared', 'WhatsApp needs up to 10 minutes. Send it again then.')
add(
  'template',
  [132068, 139000],
  'The form is blocked',
  'WhatsApp blocked the form (flow) of this template. Use another.',
)
add('wait', 132069, 'The form is limited', 'The form (flow) was sent too often in an hour. Wait.')
add('reconnect', [0, 190, 104], 'The connection to WhatsApp expired', 'An administrator must connect the number again.')
add(
  'reconnect',
  [3, 10, 131005],
  'Permission is missing',
  'An administrator must connect the number again with all permissions.',
)
add('reconnect', 33, 'The number is not visible', 'It was deleted, or the connection may not use it. Connect it again.')
add('opted-out', 131050, 'The customer opted out', 'The customer stopped marketing messages from you.')
add('refused', 130403, 'You blocked this customer', 'Unblock the customer to write to them.')
add('refused', 130497, 'Not allowed in this country', 'The account may not message customers in this country.')
add('refused', 131051, 'Not supported', 'WhatsApp does not support this type of message.')
add('refused', 135000, 'WhatsApp refused the message', 'No reason was given. Change the message, then try again.')
add(
  'wait',
  131064,
  'Sending is limited',
  'Templates were filed under the wrong category. Wait until WhatsApp lifts the limit.',
)
add('settings', 131037, 'The display name is not approved', `The number needs an approved name first. ${askMeta}`)
add('settings', 133010, 'The number is not registered', 'An administrator must register the number with WhatsApp.')
add('settings', 134011, 'Payment terms not accepted', `Accept WhatsApp’s payment terms. ${askMeta}`)
add('refused', 131059, 'The page is gone', 'The list changed meanwhile. Load it again.')

// Groups, calls, numbers, flows, blocking, usernames, insights, templates and sign-up: never an answer to a message,
// but a screen or a log may have to name them.
const groupCodes = [
  131020, 131041, 131201, 131202, 131204, 131207, 131209, 131210, 131211, 131212, 131213, 131214, 131215,
]
add(
  'refused',
  groupCodes,
  'WhatsApp refused it for the group',
  'The group, its members or its picture do not allow it.',
)
add('wait', 131208, 'Too many changes to groups', 'Wait before the next one.')
add(
  'settings',
  [131044, 138000, 138006, 138018],
  'Calling is not possible',
  `Calling is off, unpaid or not permitted. ${askMeta}`,
)
add('refused', 138001, 'The customer cannot be called', 'The customer’s app does not take calls.')
add('busy', [138004, 138007], 'The call did not connect', 'Try it again.')
add('wait', [138002, 138003, 138005, 138009, 138012, 138013], 'Too many calls', 'WhatsApp limits calls. Wait.')
add(
  'settings',
  [133000, 133005, 133006],
  'The number could not be registered',
  'Check the PIN and verify the number again.',
)
add(
  'wait',
  [133008, 133009, 133015, 133016],
  'Too many attempts',
  'WhatsApp limits registration. Wait before the next attempt.',
)
add(
  'settings',
  [139001, 139002, 139003, 139004],
  'The form was not changed',
  'WhatsApp refused the change of the form (flow).',
)
add(
  'settings',
  [139100, 139101],
  'Not everyone was blocked',
  'WhatsApp refused some of the customers, or the list is full.',
)
add('busy', [139102, 139103], 'The block list is busy', 'Try it again.')
add(
  'settings',
  [147001, 147002, 147003, 147004, 147005],
  'The username was not given',
  'It is taken, or the account may not have it.',
)
add('refused', [200005, 200006], 'No template insights', 'WhatsApp has none, or does not let them be switched off.')
add('settings', 200007, 'Template insights are off', `Switch them on first. ${askMeta}`)
add(
  'settings',
  [2388001, 2388012, 2388091, 2388093, 2388103],
  'The number was not added',
  `WhatsApp refused it. ${askMeta}`,
)
add('settings', 2388019, 'Too many templates', 'Delete templates that are not used.')
add('wait', 2388023, 'The template is being deleted', 'Its name can be used again after 30 days.')
add('refused', 2388024, 'The template exists already', 'There is one with this name and language.')
add('settings', 2388039, 'The template cannot be changed now', 'It is in review, or was changed too often.')
const templateForm = [2388040, 2388047, 2388072, 2388073, 2388293, 2388299]
add(
  'settings',
  templateForm,
  'The template has the wrong form',
  'Check its length, its header, body and footer, and where its variables stand.',
)
const signUp = [2494164, 2494165, 2494166, 2494167, 2494168, 2494176, 2494177, 2494179]
add('settings', signUp, 'Sign-up did not work', `WhatsApp refused the sign-up. ${askMeta}`)
add(
  'refused',
  [1752041, 2593079, 2593085],
  'Asked for already',
  'WhatsApp has this request already, or it does not apply here.',
)
add(
  'refused',
  [2593107, 2593108],
  'History cannot be asked for again',
  'It is shared once, within 24 hours of connecting.',
)
add('refused', 2593109, 'History is not shared', 'The business switched sharing off in the WhatsApp Business app.')

/** The code's meaning; 200 to 299 are permissions. Null when we never heard of it. */
export function findKnownCode(code: number): KnownCode | null {
  return known.get(code) ?? (code >= 200 && code <= 299 ? (known.get(10) ?? null) : null)
}
