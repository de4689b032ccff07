import { computed } from '@preact/signals'
import type { Channel, ChannelChanges, NewChannel } from '../../worker/contract/channel.ts'
import { api } from '../api/endpoints.ts'
import { loadInto, loading } from './load.ts'

export const channels = loading<Channel[]>()

const byId = computed(() => new Map((channels.value.value ?? []).map((channel) => [channel.id, channel])))

export const channelOf = (id: string): Channel | undefined => byId.value.get(id)
export const readChannels = (): Promise<void> => loadInto(channels, async () => (await api.listChannels()).data)

function update(change: (present: Channel[]) => Channel[]): void {
  channels.value = { ...channels.value, value: change(channels.value.value ?? []) }
}

export async function addChannel(input: NewChannel): Promise<Channel> {
  const channel = await api.addChannel(input)
  update((present) => [...present, channel])
  return channel
}

export async function changeChannel(id: string, changes: ChannelChanges): Promise<void> {
  const changed = await api.changeChannel(id, changes)
  update((present) => present.map((channel) => (channel.id === id ? changed : channel)))
}

export async function removeChannel(id: string): Promise<void> {
  await api.removeChannel(id)
  update((present) => present.filter((channel) => channel.id !== id))
}
