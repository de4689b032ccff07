import { Megaphone, Tag } from 'lucide-preact'
import { t } from '../../../texts/index.ts'
import { type Loose, textAt } from './loose.ts'
import { SafeLink } from './safe-link.tsx'

/** The ad or post that the customer came from. Its picture stays with Meta: loading it would tell on the agent. */
export function ReferralCard({ referral }: { referral: Loose }) {
  const url = textAt(referral, 'source_url')
  return (
    <div class="referral">
      <p class="card-kind">
        <Megaphone size={12} aria-hidden="true" />
        {textAt(referral, 'source_type') === 'post' ? t.message.referral.post : t.message.referral.title}
      </p>
      {textAt(referral, 'headline') && <strong>{textAt(referral, 'headline')}</strong>}
      {textAt(referral, 'body') && <p>{textAt(referral, 'body')}</p>}
      {url && <SafeLink href={url} text={t.message.referral.open} />}
    </div>
  )
}

export function ProductLine({ product }: { product: Loose }) {
  return (
    <p class="card-kind">
      <Tag size={12} aria-hidden="true" />
      {t.message.product} {textAt(product, 'product_retailer_id')}
    </p>
  )
}
