// No zod here: the screens count with it.

/** Who wrote a reply, as it stands under the customer's words; empty where the tenant does not sign. */
export function signatureUnder(signature: 'none' | 'first' | 'full', name: string): string {
  // WhatsApp's marks within a name would end the italics.
  const plain = name.replace(/[_*~`]/g, '').trim()
  const shown = signature === 'first' ? plain.split(/\s+/)[0] : plain
  return signature === 'none' || !shown ? '' : `\n\n_${shown}_`
}
