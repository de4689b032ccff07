import { cookieOptions } from '../identity/index.ts'

/** Stricter than a tenant's: no link from elsewhere leads to the staff's screens with it. */
export const staffCookieOptions = (settings: Parameters<typeof cookieOptions>[0]) =>
  ({ ...cookieOptions(settings), sameSite: 'Strict' }) as const
