import type { Channel } from '../../../worker/contract/channel.ts'
import { failureWords } from '../../texts/failures.ts'
import { t } from '../../texts/settings.ts'

/** Why a number sends nothing, in the person's language; null while it does. */
export function stateWords({
  state,
  stateCode,
  stateReason,
}: Pick<Channel, 'state' | 'stateCode' | 'stateReason'>): string | null {
  if (state === 'active') return null
  if (stateCode === null) return t.channels.stopped[state]
  const { title, detail } = failureWords({ code: stateCode, title: stateReason ?? '', detail: '' })
  return detail === '' ? title : `${title}: ${detail}`
}
