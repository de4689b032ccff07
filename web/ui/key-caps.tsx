import { keyCaps } from './keys.ts'

/** The keys of a command, as one sees them on the keyboard. */
export function KeyCaps({ keys }: { keys: string }) {
  return keyCaps(keys).map((cap) => (
    <kbd class="kbd" key={cap}>
      {cap}
    </kbd>
  ))
}
