export interface Coordinates {
  latitude: number
  longitude: number
}

const number = String.raw`-?\d{1,3}(?:\.\d+)?`
/** Plain pairs, `@52.37,4.89` and `?q=52.37,4.89` of Google Maps, `#map=16/52.37/4.89` and `mlat=…&mlon=…` of OpenStreetMap. */
const forms = [
  new RegExp(`^(${number})[,;\\s]+(${number})$`),
  new RegExp(`mlat=(${number})&mlon=(${number})`),
  new RegExp(`#map=\\d+/(${number})/(${number})`),
  new RegExp(`!3d(${number})!4d(${number})`),
  new RegExp(`[@=](${number})(?:,|%2C)\\s*(${number})`),
]

/** Reads coordinates out of what a person pasted; nothing is fetched. Null if there are none on this planet. */
export function parseCoordinates(text: string): Coordinates | null {
  for (const form of forms) {
    const [, latitude, longitude] = form.exec(text.trim()) ?? []
    const found = { latitude: parseDegrees(latitude ?? '', 90), longitude: parseDegrees(longitude ?? '', 180) }
    if (found.latitude !== null && found.longitude !== null) return found as Coordinates
  }
  return null
}

/** A number of degrees, with a point or a comma; null if it is none or beyond `max`. */
export function parseDegrees(text: string, max: number): number | null {
  const value = Number(text.trim().replace(',', '.'))
  return text.trim() !== '' && Number.isFinite(value) && Math.abs(value) <= max ? value : null
}
