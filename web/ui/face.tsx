interface FaceProps {
  initials: string
  /** One of the eight face colours. */
  color: number
  size?: 's' | 'm' | 'l' | 'xl'
  online?: boolean
  title?: string | undefined
}

/** A person as a coloured disc with initials. Decoration, drawn by the stylesheet: the name always stands beside it. */
export function Face({ initials, color, size = 'm', online = false, title }: FaceProps) {
  return (
    <span class={`face ${size} face-${color}`} title={title} data-initials={initials} aria-hidden="true">
      {online && <span class="online" />}
    </span>
  )
}
