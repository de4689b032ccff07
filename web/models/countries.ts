import { signal } from '@preact/signals'
import { countryName } from './country-name.ts'

/** Every country that has numbers, as code and name in the order of names; empty until the phone tables have come. */
export const countries = signal<readonly (readonly [code: string, name: string])[]>([])

export async function loadCountries(): Promise<void> {
  if (countries.peek().length > 0) return
  const { countryCodes } = await import('./phone.ts')
  countries.value = countryCodes()
    .map((code) => [code, countryName(code)] as const)
    .sort(([, a], [, b]) => a.localeCompare(b))
}
