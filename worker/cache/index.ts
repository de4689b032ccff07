export { createLevels, type Levels } from './levels.ts'
export { type Counter, createLimits, type Limit, type LimitState, type Limits } from './limits.ts'
export { pingRedis, type RedisSettings, redisOf } from './redis.ts'
