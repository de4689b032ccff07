export { type ApiCounter, createApiCounter } from './api-counter.ts'
export { createLevels, type Levels } from './levels.ts'
export {
  addressLimits,
  emailLimits,
  factorLimit,
  memberLimits,
  signInLimits,
  ssoLimit,
  staffSignInLimit,
} from './limit-table.ts'
export { type Counter, createLimits, type Limit, type LimitState, type Limits } from './limits.ts'
export { pingRedis, type RedisSettings, redisOf } from './redis.ts'
export { createRefusals, type Refusals } from './refusals.ts'
