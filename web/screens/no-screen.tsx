import { Compass, type LucideIcon } from 'lucide-preact'
import { t } from '../texts/index.ts'
import { Empty } from '../ui/states.tsx'
import { usePageTitle } from './page-title.ts'

interface NoScreenProps {
  icon: LucideIcon
  title: string
  lead?: string | undefined
}

/** What stands where there is no screen for this person: why, and the way back. */
export function NoScreen({ icon, title, lead }: NoScreenProps) {
  usePageTitle(title)
  return (
    <main aria-labelledby="no-screen">
      <h1 id="no-screen" class="sr-only">
        {title}
      </h1>
      <Empty icon={icon} title={title} lead={lead}>
        <a class="btn" href="/">
          {t.notForRole.back}
        </a>
      </Empty>
    </main>
  )
}

/** An address that nothing is at. */
export function NotThere() {
  return <NoScreen icon={Compass} title={t.notThere.title} lead={t.notThere.lead} />
}
