export {
  type ChannelSecrets,
  findChannelPlace,
  findSendingChannel,
  type SendingChannel,
  stopChannel,
  touchChannels,
} from './repo.ts'
