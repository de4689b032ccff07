interface FaceProps {
  initials: string
  /** One of the eight face colours. */
  color: number
  size?: 's' | 'm' | 'l' | 'xl'
  online?: boolean
  title?: string | undefined
}

/** A person as a coloured disc with initials. Decoration: the name always stands beside it or in the title. */
export function Face({ initials, color, size = 'm', online = false, title }: FaceProps) {
  return (
    <span class={`face ${size} face-${color}`} title={title} aria-hidden="true">
      {initials}
      {online && <span class="online" />}
    </span>
  )
}
