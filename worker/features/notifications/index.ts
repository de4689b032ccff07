export { isNews, noteApplied, noteWaiting, noticeFrames } from './notify.ts'
export { type PushDeps, sendPush } from './push.ts'
export { insertNotices, type Notice, type NotificationRow, readOfConversations } from './repo.ts'
