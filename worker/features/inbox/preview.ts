import type { MessageContent, MessageType } from '../../contract/message.ts'

const PREVIEW_MAX = 120

/** The one line a message shows in the list and in quotes; empty where the type itself says it all. */
export function previewOf(type: MessageType, content: MessageContent): string {
  const cut = oneLine(textOf(type, content)).slice(0, PREVIEW_MAX)
  // Never the first half of a character of two.
  return cut.replace(/[\ud800-\udbff]$/, '')
}

function textOf(type: MessageType, content: MessageContent): string {
  switch (type) {
    case 'text':
      return content.text?.body ?? ''
    case 'note':
      return content.note?.body ?? ''
    case 'image':
    case 'video':
      return content[type]?.caption ?? ''
    case 'document':
      return content.document?.caption ?? content.document?.filename ?? ''
    case 'location':
      return content.location?.name ?? content.location?.address ?? ''
    case 'button':
      return content.button?.text ?? ''
    case 'interactive':
      return interactiveText(content.interactive)
    case 'template':
      return content.template?.preview?.body ?? content.template?.name ?? ''
    case 'reaction':
      return content.reaction?.emoji ?? ''
    case 'system':
      return content.system?.body ?? ''
    case 'contacts':
      return (
        content.contacts
          ?.map((each) => (each as { name?: { formatted_name?: string } }).name?.formatted_name ?? '')
          .join(', ') ?? ''
      )
    default:
      return ''
  }
}

function interactiveText(interactive: MessageContent['interactive']): string {
  const parts = interactive as Record<string, { title?: string; body?: { text?: string }; text?: string } | undefined>
  return parts?.button_reply?.title ?? parts?.list_reply?.title ?? parts?.body?.text ?? ''
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
