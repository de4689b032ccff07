import { Download } from 'lucide-preact'
import { saveFile } from '../models/save-file.ts'
import { tellError } from '../models/toasts.ts'

interface CsvLinkProps {
  path: string
  words: string
  /** What it is a file of, where the words alone do not say. */
  label?: string
  small?: boolean
  /** Hears of the path of the next file, where not all fits into one. */
  onSaved?: (next: string | null) => void
}

/** Saves a table as a file. Not left to the browser: the server may want a fresh proof first. */
export function CsvLink({ path, words, label = words, small = false, onSaved }: CsvLinkProps) {
  const save = async (event: Event) => {
    event.preventDefault()
    try {
      const next = await saveFile(path)
      onSaved?.(next)
    } catch (error) {
      tellError(label, error)
    }
  }
  return (
    <a
      class={small ? 'btn small' : 'btn'}
      href={path}
      download
      aria-label={label}
      onClick={(event) => void save(event)}
    >
      <Download size={small ? 13 : 14} aria-hidden="true" />
      {words}
    </a>
  )
}
