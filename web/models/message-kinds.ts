import type { MessageType } from '../../worker/contract/message.ts'

export type { MessageType }

/** Types that change another message and are shown on it. */
export const annotationTypes: readonly MessageType[] = ['reaction', 'edit', 'revoke']
