import { signal } from '@preact/signals'

/** While it is being asked for: what tells whoever waits whether the proof was given. */
export const proofAsked = signal<((given: boolean) => void) | null>(null)

let asking: Promise<boolean> | null = null

/** Asks the person to prove again who they are; several at once are asked once. */
export function askProof(): Promise<boolean> {
  asking ??= new Promise<boolean>((answer) => {
    proofAsked.value = answer
  }).finally(() => {
    asking = null
    proofAsked.value = null
  })
  return asking
}
