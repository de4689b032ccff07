import { Mic } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { attachFiles } from '../../../models/attachments.ts'
import { tellError } from '../../../models/toasts.ts'
import { t } from '../../../texts/index.ts'
import { IconButton } from '../../../ui/button.tsx'

interface VoiceButtonProps {
  conversationId: string
  channelId: string
}

/** Records a voice message and puts it beside the draft, to be heard before it is sent. */
export function VoiceButton({ conversationId, channelId }: VoiceButtonProps) {
  const [isBusy, setBusy] = useState(false)
  const record = async () => {
    setBusy(true)
    try {
      const { recordVoice } = await import('../../../models/voice.ts')
      const voice = await recordVoice(conversationId)
      if (voice) attachFiles(conversationId, channelId, [voice], 'voice')
    } catch (error) {
      tellError(t.composer.voiceFailed, error)
    }
    setBusy(false)
  }
  return (
    <IconButton id="voice" label={t.composer.voice} disabled={isBusy} onClick={() => void record()}>
      <Mic size={17} aria-hidden="true" />
    </IconButton>
  )
}
