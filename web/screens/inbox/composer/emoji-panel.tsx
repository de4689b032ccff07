import './emoji-panel.css'
import { Clock } from 'lucide-preact'
import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
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
import { Popover } from '../../../ui/menu.tsx'

interface EmojiPanelProps {
  anchor: HTMLElement
  onPick: (character: string) => void
  onClose: () => void
}

const queryMin = 2

/** Emoji by group, by name, and those used before. */
export function EmojiPanel({ anchor, onPick, onClose }: EmojiPanelProps) {
  const [group, setGroup] = useState<EmojiGroup>(0)
  const [query, setQuery] = useState('')
  const [emoji, setEmoji] = useState<readonly ShownEmoji[] | null>(null)
  const [error, setError] = useState<unknown>(null)
  const asked = query.trim()
  useEffect(() => {
    let isCurrent = true
    setError(null)
    const reading = asked.length >= queryMin ? searchEmoji(asked) : emojiOf(group)
    reading.then(
      (found) => isCurrent && setEmoji(found),
      (failure: unknown) => isCurrent && setError(failure),
    )
    return () => {
      isCurrent = false
    }
  }, [group, asked])
  const pick = (character: string) => {
    onPick(character)
    void noteEmojiUsed(character)
  }
  return (
    <Popover anchor={anchor} onClose={onClose} label={t.composer.emoji} role="dialog" class="emoji-panel">
      <input
        type="search"
        class="input"
        data-autofocus
        value={query}
        aria-label={t.emoji.search}
        placeholder={t.emoji.search}
        onInput={(event) => setQuery(event.currentTarget.value)}
      />
      <div class="emoji-groups">
        <GroupButton
          id="used"
          isOn={group === 'used'}
          onGroup={setGroup}
          mark={<Clock size={16} aria-hidden="true" />}
        />
        {emojiGroups.map(({ id, mark }) => (
          <GroupButton key={id} id={id} isOn={group === id} onGroup={setGroup} mark={mark} />
        ))}
      </div>
      <section class="emoji-grid scroll" aria-label={asked.length >= queryMin ? t.emoji.found : t.emoji.groups[group]}>
        {emoji?.map(({ character, name }) => (
          <button key={character} type="button" title={name} aria-label={name} onClick={() => pick(character)}>
            {character}
          </button>
        ))}
        {emoji?.length === 0 && (
          <p class="mute">{group === 'used' && asked === '' ? t.emoji.noneUsed : t.emoji.nothing}</p>
        )}
        {error !== null && <p role="alert">{reasonOf(error)}</p>}
      </section>
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
