import './emoji-panel.css'
import { Clock } from 'lucide-preact'
import type { ComponentChildren, RefObject } from 'preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import {
  type EmojiGroup,
  emojiGroups,
  emojiOf,
  noteEmojiUsed,
  type ShownEmoji,
  searchEmoji,
} from '../../../models/emoji.ts'
import { reasonOf } from '../../../models/toasts.ts'
import { t } from '../../../texts/composer.ts'
import { pressedKeys } from '../../../ui/keys.ts'
import { Popover } from '../../../ui/menu.tsx'

interface EmojiPanelProps {
  anchor: HTMLElement
  /** Where the emoji go, and the focus afterwards. */
  field: RefObject<HTMLElement | null>
  onPick: (character: string) => void
  onClose: () => void
}

const queryMin = 2
const columns = 8
const steps: Record<string, number> = { ArrowDown: columns, ArrowUp: -columns, ArrowRight: 1, ArrowLeft: -1 }
const isTurned = () => document.documentElement.dir === 'rtl'

/** Emoji by group, by name, and those used before. The focus stays in the search, whose arrow keys walk over them. */
export function EmojiPanel({ anchor, field, onPick, onClose }: EmojiPanelProps) {
  const [group, setGroup] = useState<EmojiGroup>(0)
  const [query, setQuery] = useState('')
  const [emoji, setEmoji] = useState<readonly ShownEmoji[] | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [active, setActive] = useState(0)
  const grid = useRef<HTMLDivElement>(null)
  const asked = query.trim()
  const isSearch = asked.length >= queryMin
  const reading = useMemo(() => (isSearch ? searchEmoji(asked) : emojiOf(group)), [isSearch ? asked : group])
  useEffect(() => {
    let isCurrent = true
    setError(null)
    setActive(0)
    reading.then(
      (found) => isCurrent && setEmoji(found),
      (failure: unknown) => isCurrent && setError(failure),
    )
    return () => {
      isCurrent = false
    }
  }, [reading])
  useEffect(() => grid.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }), [active])
  const pick = (character: string) => {
    onPick(character)
    void noteEmojiUsed(character)
  }
  /** What was asked for last, though it may only be on its way to the screen. */
  const pickActive = async () => {
    const found = (await reading.catch(() => []))[active]
    if (found) pick(found.character)
  }
  const onKey = (event: KeyboardEvent) => {
    const keys = pressedKeys(event)
    const step = steps[keys]
    if (event.isComposing) return
    if (keys === 'Enter') void pickActive()
    else if (step !== undefined && emoji) {
      const ahead = Math.abs(step) === 1 && isTurned() ? -step : step
      setActive(Math.max(0, Math.min(active + ahead, emoji.length - 1)))
    } else return
    event.preventDefault()
  }
  const onGroup = (id: EmojiGroup) => {
    setQuery('')
    setGroup(id)
  }
  return (
    <Popover
      anchor={anchor}
      returnTo={field}
      onClose={onClose}
      label={t.composer.emoji}
      role="dialog"
      class="emoji-panel"
    >
      <input
        type="text"
        inputMode="search"
        autoComplete="off"
        role="combobox"
        aria-expanded
        aria-autocomplete="list"
        aria-controls="emoji-grid"
        aria-activedescendant={emoji?.[active] && `emoji-${active}`}
        class="input"
        data-autofocus
        value={query}
        aria-label={t.emoji.search}
        placeholder={t.emoji.search}
        onInput={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={onKey}
      />
      <div class="emoji-groups">
        <GroupButton
          id="used"
          isOn={!isSearch && group === 'used'}
          onGroup={onGroup}
          mark={<Clock size={16} aria-hidden="true" />}
        />
        {emojiGroups.map(({ id, mark }) => (
          <GroupButton key={id} id={id} isOn={!isSearch && group === id} onGroup={onGroup} mark={mark} />
        ))}
      </div>
      {error === null && emoji?.length !== 0 ? (
        <div
          id="emoji-grid"
          ref={grid}
          role="listbox"
          class="emoji-grid scroll"
          style={{ '--columns': columns }}
          aria-label={isSearch ? t.emoji.found : t.emoji.groups[group]}
        >
          {emoji?.map(({ character, name }, index) => (
            <button
              key={character}
              id={`emoji-${index}`}
              type="button"
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              title={name}
              aria-label={name}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => pick(character)}
            >
              {character}
            </button>
          ))}
        </div>
      ) : (
        <div class="emoji-grid">
          {error !== null && <p role="alert">{reasonOf(error)}</p>}
          {error === null && (
            <p class="mute" role="status">
              {group === 'used' && !isSearch ? t.emoji.noneUsed : t.emoji.nothing}
            </p>
          )}
        </div>
      )}
    </Popover>
  )
}

interface GroupButtonProps {
  id: EmojiGroup
  isOn: boolean
  onGroup: (id: EmojiGroup) => void
  mark: ComponentChildren
}

function GroupButton({ id, isOn, onGroup, mark }: GroupButtonProps) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      title={t.emoji.groups[id]}
      aria-label={t.emoji.groups[id]}
      onClick={() => onGroup(id)}
    >
      {mark}
    </button>
  )
}
