/** What a customer said about marketing messages in WhatsApp itself. */
export interface Preference {
  phone: string | null
  userId: string | null
  optedOut: boolean
}

/** Reads Meta's `user_preferences` item; null for what says nothing about marketing. */
export function readPreference(value: Record<string, unknown>): Preference | null {
  if (value.category !== 'marketing_messages') return null
  const word = String(value.value)
  if (word !== 'stop' && word !== 'resume' && word !== 'signup') return null
  const text = (field: unknown) => (typeof field === 'string' && field !== '' ? field : null)
  const preference = { phone: text(value.wa_id), userId: text(value.user_id), optedOut: word === 'stop' }
  return preference.phone || preference.userId ? preference : null
}
