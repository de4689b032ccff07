import './labels.css'
import { labelsOf } from '../../models/labels.ts'
import { formatList } from '../../texts/format.ts'
import { t } from '../../texts/index.ts'

const dotsMax = 4

/** Dots for where there is no room for names; the names are on hover and read aloud. */
export function LabelDots({ ids }: { ids: readonly string[] }) {
  const shown = labelsOf(ids)
  if (shown.length === 0) return null
  const names = formatList(shown.map((label) => label.name))
  return (
    <span class="label-dots" title={names}>
      {shown.slice(0, dotsMax).map((label) => (
        <i key={label.id} class={`label-dot ${label.color}`} aria-hidden="true" />
      ))}
      <span class="sr-only">{t.labels.list(names)}</span>
    </span>
  )
}

export function LabelChips({ ids }: { ids: readonly string[] }) {
  return labelsOf(ids).map((label) => (
    <span key={label.id} class="chip label-chip">
      <i class={`label-dot ${label.color}`} aria-hidden="true" />
      <span class="label-name">{label.name}</span>
    </span>
  ))
}
