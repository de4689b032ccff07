/** Reading what Meta sent as it came: every field may be missing or something else. */
export type Loose = Record<string, unknown>

export function textAt(value: unknown, key: string): string | null {
  const found = (value as Loose | null | undefined)?.[key]
  return typeof found === 'string' && found !== '' ? found : null
}

export function listAt(value: unknown, key: string): Loose[] {
  const found = (value as Loose | null | undefined)?.[key]
  return Array.isArray(found) ? found.filter((one): one is Loose => typeof one === 'object' && one !== null) : []
}

export function partAt(value: unknown, key: string): Loose {
  const found = (value as Loose | null | undefined)?.[key]
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as Loose) : {}
}

export function numberAt(value: unknown, key: string): number | null {
  const found = (value as Loose | null | undefined)?.[key]
  const number = typeof found === 'string' ? Number(found) : found
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}
