// No zod here: the screens use this too.

const ooxml = 'application/vnd.openxmlformats-officedocument.'
/** One container: what is in it shows by more than its first bytes. */
const iso = ['m4v', 'm4a', 'm4b', 'mp4', '3gp', '3gpp', '3g2']

/** How names of files end, by their type; the first is the one that we give. */
const endings: Record<string, readonly [string, ...string[]]> = {
  'image/jpeg': ['jpg', 'jpeg', 'jpe', 'jfif'],
  'image/png': ['png'],
  'image/webp': ['webp'],
  'video/mp4': ['mp4', ...iso],
  'video/3gpp': ['3gp', ...iso],
  'audio/mp4': ['m4a', ...iso],
  'audio/aac': ['aac'],
  'audio/amr': ['amr'],
  'audio/mpeg': ['mp3', 'mpga'],
  'audio/ogg': ['ogg', 'oga', 'opus'],
  'application/pdf': ['pdf'],
  'text/plain': ['txt', 'text', 'log', 'csv', 'tsv', 'md'],
  'application/msword': ['doc', 'dot'],
  'application/vnd.ms-excel': ['xls', 'xlt'],
  'application/vnd.ms-powerpoint': ['ppt', 'pps', 'pot'],
  [`${ooxml}wordprocessingml.document`]: ['docx'],
  [`${ooxml}spreadsheetml.sheet`]: ['xlsx'],
  [`${ooxml}presentationml.presentation`]: ['pptx', 'ppsx'],
}
/** Whatever is of these types is known by its first bytes: what was not cannot be. */
const certain = ['image/jpeg', 'image/png', 'image/webp', 'application/pdf', 'audio/amr']
const UNKNOWN = 'bin'

/** What a name ends with, in lower case; null for none. Numbers are no ending: `Scan 2026.11`, `No.12a`, `Plan v1.b`. */
export function endingOf(name: string): string | null {
  return /\.(?=\d?[a-z])([a-z\d]{2,10})$/i.exec(name)?.[1]?.toLowerCase() ?? null
}

/** Whether a file of this type may be called so. @param mimeType null, or one that is not listed here: nobody knows what it is. */
export function isNamedAs(name: string, mimeType: string | null): boolean {
  const ending = endingOf(name) ?? ''
  const fitting = endings[mimeType ?? '']
  return fitting?.includes(ending) ?? !certain.some((type) => endings[type]?.includes(ending))
}

/** Whether a name says another type. One without an ending says none. */
export function belies(name: string, mimeType: string | null): boolean {
  return endingOf(name) !== null && !isNamedAs(name, mimeType)
}

/** The name, with an ending that tells what the file is behind one that does not. */
export function namedAs(name: string, mimeType: string | null): string {
  return isNamedAs(name, mimeType) ? name : `${name}.${endings[mimeType ?? '']?.[0] ?? UNKNOWN}`
}
