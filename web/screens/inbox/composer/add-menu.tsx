import { Contact, type LucideIcon, MapPin, Paperclip, Plus, Rows3, Sticker } from 'lucide-preact'
import { useRef, useState } from 'preact/hooks'
import { t } from '../../../texts/index.ts'
import { IconButton } from '../../../ui/button.tsx'
import { later } from '../../../ui/later.tsx'
import { Popover, useAnchor } from '../../../ui/menu.tsx'

const QuestionDialog = later(() => import('./question-dialog.tsx').then((module) => module.QuestionDialog))
const LocationDialog = later(() => import('./location-dialog.tsx').then((module) => module.LocationDialog))
const ContactDialog = later(() => import('./contact-dialog.tsx').then((module) => module.ContactDialog))

interface AddMenuProps {
  conversationId: string
  channelId: string
  onFiles: (files: Iterable<File>, as: 'file' | 'sticker') => void
}

type Opened = 'question' | 'location' | 'contacts' | null

const pictures = 'image/webp,image/png,image/jpeg,image/gif'

/** Everything that can go with a message or be one, besides words. */
export function AddMenu({ conversationId, channelId, onFiles }: AddMenuProps) {
  const [anchor, toggle, close] = useAnchor()
  const [opened, setOpened] = useState<Opened>(null)
  const [file, sticker] = [useRef<HTMLInputElement>(null), useRef<HTMLInputElement>(null)]
  const item = (Icon: LucideIcon, label: string, run: () => void) => (
    <button
      type="button"
      role="menuitem"
      onClick={() => {
        close()
        run()
      }}
    >
      <Icon size={15} aria-hidden="true" />
      {label}
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
          {item(Paperclip, t.composer.addMenu.file, () => file.current?.click())}
          {item(Sticker, t.composer.addMenu.sticker, () => sticker.current?.click())}
          {item(Rows3, t.composer.addMenu.question, () => setOpened('question'))}
          {item(MapPin, t.composer.addMenu.location, () => setOpened('location'))}
          {item(Contact, t.composer.addMenu.contacts, () => setOpened('contacts'))}
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
