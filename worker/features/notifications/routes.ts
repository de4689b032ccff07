import { z } from '@hono/zod-openapi'
import { pageOf, Uuid } from '../../contract/common.ts'
import {
  NewNotificationSettings,
  NewPushSubscription,
  Notification,
  NotificationQuery,
  NotificationSettings,
  PushSubscriptionId,
} from '../../contract/notification.ts'
import { defineRoute, json, jsonBody, newRouter, problemResponses } from '../../http/router.ts'
import {
  changeSettings,
  getSettings,
  listNotifications,
  markNotified,
  subscribe,
  unsubscribe,
} from './notifications.ts'

const done = { 204: { description: 'Done.' } }

const listRoute = defineRoute({
  method: 'get',
  path: '/notifications',
  operationId: 'listNotifications',
  operation: 'readInbox',
  description: 'What one was told, newest first.',
  request: { query: NotificationQuery },
  responses: { 200: json(pageOf(Notification), 'A page.'), ...problemResponses },
})

const readAllRoute = defineRoute({
  method: 'post',
  path: '/notifications/read',
  operationId: 'readAllNotifications',
  operation: 'readInbox',
  description: 'Marks all of one’s notifications as read.',
  responses: { ...done, ...problemResponses },
})

const readRoute = defineRoute({
  method: 'post',
  path: '/notifications/{notificationId}/read',
  operationId: 'readNotification',
  operation: 'readInbox',
  description: 'Marks a notification of one’s own as read.',
  request: { params: z.object({ notificationId: Uuid }) },
  responses: { ...done, ...problemResponses },
})

const getSettingsRoute = defineRoute({
  method: 'get',
  path: '/notification-settings',
  operationId: 'getNotificationSettings',
  operation: 'readInbox',
  description: 'How one wants to be told, and the key to subscribe a browser with.',
  responses: { 200: json(NotificationSettings, 'The settings.'), ...problemResponses },
})

const changeSettingsRoute = defineRoute({
  method: 'put',
  path: '/notification-settings',
  operationId: 'changeNotificationSettings',
  operation: 'readInbox',
  description: 'Says how one wants to be told.',
  request: { body: jsonBody(NewNotificationSettings) },
  responses: { 200: json(NotificationSettings, 'The settings.'), ...problemResponses },
})

const subscribeRoute = defineRoute({
  method: 'post',
  path: '/push-subscriptions',
  operationId: 'subscribePush',
  operation: 'readInbox',
  description: 'Tells one in this browser too while no window is open. The same browser again takes its place.',
  request: { body: jsonBody(NewPushSubscription) },
  responses: { 201: json(PushSubscriptionId, 'To end it with.'), ...problemResponses },
})

const unsubscribeRoute = defineRoute({
  method: 'delete',
  path: '/push-subscriptions/{pushSubscriptionId}',
  operationId: 'unsubscribePush',
  operation: 'readInbox',
  description: 'Tells one in that browser no more.',
  request: { params: z.object({ pushSubscriptionId: Uuid }) },
  responses: { ...done, ...problemResponses },
})

export const notificationRoutes = newRouter()
  .openapi(listRoute, async (c) => c.json(await listNotifications(c.var.ctx, c.req.valid('query')), 200))
  .openapi(readAllRoute, async (c) => {
    await markNotified(c.var.ctx, null)
    return c.body(null, 204)
  })
  .openapi(readRoute, async (c) => {
    await markNotified(c.var.ctx, c.req.valid('param').notificationId)
    return c.body(null, 204)
  })
  .openapi(getSettingsRoute, async (c) => c.json(await getSettings(c.var.ctx), 200))
  .openapi(changeSettingsRoute, async (c) => c.json(await changeSettings(c.var.ctx, c.req.valid('json')), 200))
  .openapi(subscribeRoute, async (c) => c.json(await subscribe(c.var.ctx, c.req.valid('json')), 201))
  .openapi(unsubscribeRoute, async (c) => {
    await unsubscribe(c.var.ctx, c.req.valid('param').pushSubscriptionId)
    return c.body(null, 204)
  })
