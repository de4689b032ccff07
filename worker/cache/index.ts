export { createLevels, type Levels } from './levels.ts'
export { pingRedis, type RedisSettings, redisOf } from './redis.ts'
