import './palette.css'
import fuzzysort from 'fuzzysort'
import { Search } from 'lucide-preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { t } from '../../texts/index.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { KeyCaps } from '../../ui/key-caps.tsx'
import { allCommands } from './all-commands.ts'
import { type Command, isOffered } from './command.ts'

interface Entry {
  command: Command & { run: () => void }
  name: string
  group: string
}

/** Everything that can be done now, found by a few of its letters. */
export function Palette({ onClose }: { onClose: () => void }) {
  // What can be done is settled when it opens, so that nothing moves under the person's hands.
  const [entries] = useState(readEntries)
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const found = findEntries(entries, query)
  const chosen = found[Math.min(at, found.length - 1)]
  const list = useRef<HTMLDivElement>(null)
  const chosenId = chosen && idOf(chosen)
  useEffect(() => {
    if (chosenId) list.current?.querySelector(`#${CSS.escape(chosenId)}`)?.scrollIntoView({ block: 'nearest' })
  }, [chosenId])
  const run = (entry: Entry) => {
    onClose()
    // The dialog gives the focus back first; the command may then put it elsewhere.
    requestAnimationFrame(() => entry.command.run())
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key]
    if (step !== undefined && found.length > 0) {
      event.preventDefault()
      setAt((Math.min(at, found.length - 1) + step + found.length) % found.length)
    }
    if (event.key === 'Enter' && !event.isComposing) {
      event.preventDefault()
      if (chosen) run(chosen)
    }
  }
  return (
    <Dialog title={t.commands.title} onClose={onClose} bare>
      <div class="palette">
        <label class="palette-ask">
          <Search size={16} aria-hidden="true" />
          <input
            autofocus
            type="text"
            role="combobox"
            autoComplete="off"
            spellcheck={false}
            aria-label={t.commands.ask}
            aria-expanded={found.length > 0}
            aria-controls="palette-list"
            aria-activedescendant={chosenId}
            placeholder={t.commands.ask}
            value={query}
            onInput={(event) => {
              setQuery(event.currentTarget.value)
              setAt(0)
            }}
            onKeyDown={onKeyDown}
          />
        </label>
        <div ref={list} id="palette-list" class="palette-list" role="listbox" aria-label={t.commands.title}>
          {found.map((entry, index) => (
            <Option
              key={entry.command.id}
              entry={entry}
              isChosen={entry === chosen}
              // Found by letters they stand by likeness; else by their kind, each told once.
              heading={query.trim() === '' && found[index - 1]?.group !== entry.group}
              onRun={() => run(entry)}
              onPoint={() => setAt(index)}
            />
          ))}
        </div>
        {found.length === 0 && <p class="palette-nothing">{t.commands.nothing}</p>}
        <p class="sr-only" aria-live="polite">
          {query.trim() !== '' && t.commands.found(found.length)}
        </p>
      </div>
    </Dialog>
  )
}

interface OptionProps {
  entry: Entry
  isChosen: boolean
  heading: boolean
  onRun: () => void
  onPoint: () => void
}

function Option({ entry, isChosen, heading, onRun, onPoint }: OptionProps) {
  const { keys } = entry.command
  return (
    <>
      {heading && (
        <p class="palette-group" role="presentation">
          {entry.group}
        </p>
      )}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the text box, which names the chosen one */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Enter in the text box does it */}
      <div
        id={idOf(entry)}
        role="option"
        aria-selected={isChosen}
        class="palette-option"
        onClick={onRun}
        onPointerMove={() => !isChosen && onPoint()}
      >
        <span class="grow">{entry.name}</span>
        {keys && <KeyCaps keys={keys} />}
      </div>
    </>
  )
}

const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 }

const idOf = ({ command }: Entry): string => `command-${command.id}`

function readEntries(): Entry[] {
  const entries = allCommands()
    .filter(isOffered)
    .map((command) => ({ command, name: command.name(), group: t.commands.groups[command.group] }))
  const order = Object.values(t.commands.groups)
  return entries.sort((a, b) => order.indexOf(a.group) - order.indexOf(b.group))
}

function findEntries(entries: readonly Entry[], query: string): readonly Entry[] {
  if (query.trim() === '') return entries
  return fuzzysort.go(query.trim(), entries, { keys: ['name', 'group'], threshold: 0.2 }).map((result) => result.obj)
}
