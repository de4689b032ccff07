interface PlaceSettings {
  ENVIRONMENT: string
  APP_URL: string
}

/**
 * Where passkeys of this deployment are good. On loopback in development they need a name: `localhost`, whatever name the app
 * is opened under.
 */
export function relyingPartyOf({ ENVIRONMENT, APP_URL }: PlaceSettings): { rpID: string; origin: string } {
  const { hostname, origin, protocol, port } = new URL(APP_URL)
  if (ENVIRONMENT !== 'development' || !['127.0.0.1', 'localhost'].includes(hostname)) return { rpID: hostname, origin }
  return { rpID: 'localhost', origin: `${protocol}//localhost${port && `:${port}`}` }
}
