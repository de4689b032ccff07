import { useEffect } from 'preact/hooks'
import { isBusy, isTaken, pressedKeys } from '../../ui/keys.ts'
import { type Command, isOffered } from './command.ts'

/** Letters do nothing while somebody is typing. */
const isFree = (event: KeyboardEvent, { worksWhileTyping }: Command): boolean =>
  worksWhileTyping ? !isTaken(event) : !isBusy(event)

/** The commands come beside the first screen, not before it: until then, keys are the browser's. */
export function useCommandKeys(): void {
  useEffect(() => {
    let keyedCommands = (): Command[] => []
    void import('./registry.ts').then((module) => {
      keyedCommands = module.keyedCommands
    })
    const onKey = (event: KeyboardEvent) => {
      const keys = pressedKeys(event)
      const command = keyedCommands().find((one) => one.keys === keys && one.run)
      if (!command || !isOffered(command) || !isFree(event, command)) return
      event.preventDefault()
      command.run()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
}
