import {
  Contact,
  FileText,
  Image,
  LayoutTemplate,
  type LucideIcon,
  MapPin,
  Mic,
  Reply,
  ShoppingBag,
  Sticker,
  StickyNote,
  Video,
} from 'lucide-preact'
import type { MessageType } from '../../../../worker/contract/message.ts'

const icons: Partial<Record<MessageType, LucideIcon>> = {
  image: Image,
  video: Video,
  audio: Mic,
  document: FileText,
  sticker: Sticker,
  location: MapPin,
  contacts: Contact,
  order: ShoppingBag,
  template: LayoutTemplate,
  note: StickyNote,
  interactive: Reply,
  button: Reply,
}

/** A small picture of what a message is, where its words alone do not say it. */
export function KindIcon({ type }: { type: MessageType }) {
  const Icon = icons[type]
  return Icon ? <Icon class="kind-icon" size={13} aria-hidden="true" /> : null
}
