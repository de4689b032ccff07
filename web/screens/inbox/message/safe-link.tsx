import { hostToShow, safeHref } from '../../../models/formatting.ts'
import { withoutTurns } from '../../../texts/direction.ts'

interface SafeLinkProps {
  href: string
  text: string
  class?: string
}

/**
 * The only way to a place outside that content can offer. Only http and https; the page it opens learns nothing about
 * us; and where the text does not plainly name the host, the host is written beside it.
 */
export function SafeLink({ href, text, class: extra = '' }: SafeLinkProps) {
  const safe = safeHref(href)
  // Characters that turn the reading direction round could make an address look like another one.
  const shown = withoutTurns(text)
  if (safe === null) return <span class={extra}>{shown}</span>
  const host = hostToShow(shown, safe)
  return (
    <>
      <a class={`safe-link ${extra}`} href={safe} title={safe} target="_blank" rel="noopener noreferrer nofollow">
        {shown}
      </a>
      {host !== null && <span class="real-host"> ({host})</span>}
    </>
  )
}
