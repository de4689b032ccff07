interface CookieSettings {
  ENVIRONMENT: string
  APP_URL: string
}

/** `__Host-` needs https; on loopback in development there is none. */
export function sessionCookieName({ ENVIRONMENT, APP_URL }: CookieSettings): string {
  return ENVIRONMENT === 'development' && APP_URL.startsWith('http:') ? 'adsapp' : '__Host-adsapp'
}

/** The cookie that spares the store: worth nothing without the session's. */
export const passCookieName = (settings: CookieSettings): string => `${sessionCookieName(settings)}-pass`

/** The cookie of a browser that somebody signed in with before: see known-browsers.ts. */
export const browserCookieName = (settings: CookieSettings): string => `${sessionCookieName(settings)}-browser`

/** Of every cookie of ours. */
export function cookieOptions(settings: CookieSettings) {
  const secure = sessionCookieName(settings).startsWith('__Host-')
  return { path: '/', httpOnly: true, secure, sameSite: 'Lax' } as const
}
