import { t } from '../../../texts/factors.ts'

/** For whoever came by single sign-on: why password and factors are not here. */
export function BySsoCard() {
  const { title, lead } = t.factors.bySso
  return (
    <section class="card" aria-label={title}>
      <h2>{title}</h2>
      <p class="mute">{lead}</p>
    </section>
  )
}
