export {
  type DirectoryServices,
  type FoundChannel,
  findChannel,
  findOwnApp,
  forgetChannel,
  type OwnApp,
} from './directory.ts'
export {
  type ChannelSecrets,
  findChannelPlace,
  findSendingChannel,
  type SendingChannel,
  stopChannel,
  touchChannels,
} from './repo/sending.ts'
