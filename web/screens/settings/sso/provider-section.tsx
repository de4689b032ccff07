import type { Sso } from '../../../../worker/contract/sso.ts'
import { t } from '../../../texts/sso.ts'
import { CopyField } from '../../../ui/copy-field.tsx'
import { ConnectionTest } from './connection-test.tsx'
import { ProviderForm } from './provider-form.tsx'

/** The provider: who it is, whom it lets in, and whether it works. */
export function ProviderSection({ sso }: { sso: Sso }) {
  const texts = t.sso.settings
  return (
    <section class="card" aria-label={texts.title}>
      <header class="card-head">
        <div>
          <h2>{texts.title}</h2>
          <p class="mute">{texts.lead}</p>
        </div>
        <span class="tag">{sso.enabled ? texts.on : texts.off}</span>
      </header>
      <CopyField label={texts.redirectUri} value={sso.redirectUri} />
      <ProviderForm sso={sso} />
      {sso.hasSecret && <ConnectionTest />}
    </section>
  )
}
