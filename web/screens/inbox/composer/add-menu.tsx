import { Contact, type LucideIcon, MapPin, Paperclip, Plus, Rows3, Sticker } from 'lucide-preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { t } from '../../../texts/index.ts'
import { IconButton } from '../../../ui/button.tsx'
import { later } from '../../../ui/later.tsx'
import { Popover, useAnchor } from '../../../ui/menu.tsx'
import { type Addition, additionAsked } from './asked.ts'

const QuestionDialog = later(() => import('./question-dialog.tsx').then((module) => module.QuestionDialog))
const LocationDialog = later(() => import('./location-dialog.tsx').then((module) => module.LocationDialog))
const ContactDialog = later(() => import('./contact-dialog.tsx').then((module) => module.ContactDialog))

interface AddMenuProps {
  conversationId: string
  channelId: string
  onFiles: (files: Iterable<File>, as: 'file' | 'sticker') => void
}

const pictures = 'image/webp,image/png,image/jpeg,image/gif'

/** Everything that can go with a message or be one, besides words. */
export function AddMenu({ conversationId, channelId, onFiles }: AddMenuProps) {
  const [anchor, toggle, close] = useAnchor()
  const [opened, setOpened] = useState<Addition | null>(null)
  const [file, sticker] = [useRef<HTMLInputElement>(null), useRef<HTMLInputElement>(null)]
  const add = (what: Addition) => {
    if (what === 'file') file.current?.click()
    else if (what === 'sticker') sticker.current?.click()
    else setOpened(what)
  }
  const asked = additionAsked.value
  useEffect(() => {
    if (asked === null) return
    additionAsked.value = null
    add(asked)
  }, [asked])
  const item = (Icon: LucideIcon, what: Addition) => (
    <button
      type="button"
      role="menuitem"
      onClick={() => {
        close()
        add(what)
      }}
    >
      <Icon size={15} aria-hidden="true" />
      {t.composer.addMenu[what]}
    </button>
  )
  const done = () => setOpened(null)
  return (
    <>
      <IconButton id="add" label={t.composer.add} aria-haspopup="menu" aria-expanded={anchor !== null} onClick={toggle}>
        <Plus size={18} aria-hidden="true" />
      </IconButton>
      {anchor && (
        <Popover anchor={anchor} onClose={close} label={t.composer.add}>
          {item(Paperclip, 'file')}
          {item(Sticker, 'sticker')}
          {item(Rows3, 'question')}
          {item(MapPin, 'location')}
          {item(Contact, 'contacts')}
        </Popover>
      )}
      {(['file', 'sticker'] as const).map((as) => (
        <input
          key={as}
          ref={as === 'file' ? file : sticker}
          type="file"
          multiple
          hidden
          accept={as === 'sticker' ? pictures : undefined}
          aria-label={as === 'sticker' ? t.composer.addMenu.sticker : t.composer.attach}
          onChange={(event) => {
            onFiles([...(event.currentTarget.files ?? [])], as)
            event.currentTarget.value = ''
          }}
        />
      ))}
      {opened === 'question' && <QuestionDialog conversationId={conversationId} channelId={channelId} onClose={done} />}
      {opened === 'location' && <LocationDialog conversationId={conversationId} onClose={done} />}
      {opened === 'contacts' && <ContactDialog conversationId={conversationId} onClose={done} />}
    </>
  )
}
