import type { ShownMessage } from '../../../models/message-list.ts'
import { t } from '../../../texts/index.ts'
import { AudioMessage } from './audio-message.tsx'
import { ContactCards } from './contact-cards.tsx'
import { DocumentCard } from './document-card.tsx'
import { ImageMessage, VideoMessage } from './image-message.tsx'
import { InteractiveCard, OrderCard, TemplateCard } from './interactive-cards.tsx'
import { LocationCard } from './location-card.tsx'
import { ProductLine, ReferralCard } from './referral-card.tsx'
import { RichText } from './rich-text.tsx'
import { UnknownCard } from './unknown-card.tsx'

interface MessageBodyProps {
  message: ShownMessage
  images: readonly ShownMessage[]
}

/** What a message says, by its kind. */
export function MessageBody({ message, images }: MessageBodyProps) {
  return (
    <>
      {message.referral && <ReferralCard referral={message.referral} />}
      {message.referred_product && <ProductLine product={message.referred_product} />}
      <Content message={message} images={images} />
    </>
  )
}

function Content({ message, images }: MessageBodyProps) {
  const caption = (message.image ?? message.video ?? message.document)?.caption
  const words = caption && <RichText text={caption} />
  switch (message.type) {
    case 'text':
      return <Words text={message.text?.body} />
    case 'note':
      return <Words text={message.note?.body} />
    case 'button':
      return <Words text={message.button?.text} />
    case 'image':
      return (
        <>
          <ImageMessage message={message} images={images} />
          {words}
        </>
      )
    case 'sticker':
      return <ImageMessage message={message} images={[message]} />
    case 'video':
      return (
        <>
          <VideoMessage message={message} />
          {words}
        </>
      )
    case 'audio':
      return <AudioMessage message={message} />
    case 'document':
      return (
        <>
          <DocumentCard message={message} />
          {words}
        </>
      )
    case 'location':
      return message.location ? <LocationCard location={message.location} /> : <UnknownCard message={message} />
    case 'contacts':
      return <ContactCards contacts={message.contacts ?? []} />
    case 'interactive':
      return <InteractiveCard interactive={message.interactive ?? { type: '' }} />
    case 'order':
      return <OrderCard order={message.order ?? {}} />
    case 'template':
      return message.template ? <TemplateCard message={message} /> : <UnknownCard message={message} />
    default:
      return <UnknownCard message={message} />
  }
}

function Words({ text }: { text: string | undefined }) {
  return text ? <RichText text={text} /> : <em class="mute">{t.message.noText}</em>
}
