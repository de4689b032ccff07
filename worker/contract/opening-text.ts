// No zod here: the screens carry this too.

/** When the team opens, as customers read it: Thursday 26 November at 09:00. */
export function openingText(atMs: number, { zone, language }: { zone: string; language: string }): string {
  const format = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    timeZone: zone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
  })
  return format.format(atMs)
}
