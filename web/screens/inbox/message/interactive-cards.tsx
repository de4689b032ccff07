import { FileText, Image, LayoutTemplate, ShoppingBag, Video } from 'lucide-preact'
import type { ShownMessage } from '../../../models/message-list.ts'
import { formatMoney } from '../../../texts/format.ts'
import { t } from '../../../texts/index.ts'
import { type Loose, listAt, numberAt, partAt, textAt } from './loose.ts'
import { RichText } from './rich-text.tsx'

const headerIcons = { image: Image, video: Video, document: FileText }
const replyKinds = ['button_reply', 'list_reply', 'nfm_reply']

interface InteractiveCardProps {
  interactive: Loose & { type: string }
  /** The choices of a list show at once. */
  unfolded?: boolean
}

/** An answer by button, list or form; or, from our side, the question with its buttons. */
export function InteractiveCard({ interactive, unfolded = false }: InteractiveCardProps) {
  const kind = replyKinds.find((one) => one in interactive)
  if (kind !== undefined) return <Answer kind={kind} reply={partAt(interactive, kind)} />
  const header = partAt(interactive, 'header')
  const HeaderIcon = headerIcons[(textAt(header, 'type') ?? '') as keyof typeof headerIcons]
  return (
    <>
      {HeaderIcon && (
        <p class="template-media">
          <HeaderIcon size={20} aria-hidden="true" />
        </p>
      )}
      {textAt(header, 'text') && <strong class="template-header">{textAt(header, 'text')}</strong>}
      <RichText text={textAt(partAt(interactive, 'body'), 'text') ?? t.preview.interactive} />
      {textAt(partAt(interactive, 'footer'), 'text') && (
        <p class="template-footer">{textAt(partAt(interactive, 'footer'), 'text')}</p>
      )}
      <QuestionAction action={partAt(interactive, 'action')} unfolded={unfolded} />
    </>
  )
}

/** What the customer can tap: buttons, a link, or a list, whose choices unfold. */
function QuestionAction({ action, unfolded }: { action: Loose; unfolded: boolean }) {
  const buttons = listAt(action, 'buttons').map((button) => textAt(partAt(button, 'reply'), 'title'))
  const link = textAt(partAt(action, 'parameters'), 'display_text')
  const list = textAt(action, 'button')
  if (list === null) return <ButtonLines labels={[...buttons, link].filter((label) => label !== null)} />
  return (
    <details class="button-lines list-choices" open={unfolded}>
      <summary>{list}</summary>
      {listAt(action, 'sections').map((section, index) => (
        <div key={String(index)}>
          {textAt(section, 'title') && <strong>{textAt(section, 'title')}</strong>}
          <ul aria-label={t.message.interactive.rows}>
            {listAt(section, 'rows').map((row, at) => (
              <li key={String(at)}>
                {textAt(row, 'title')}
                {textAt(row, 'description') && <span class="mute">{textAt(row, 'description')}</span>}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </details>
  )
}

function Answer({ kind, reply }: { kind: string; reply: Loose }) {
  const title = textAt(reply, 'title') ?? textAt(reply, 'name') ?? textAt(reply, 'body')
  const lead = kind === 'nfm_reply' ? t.message.interactive.flow : t.message.interactive.answered
  return (
    <div class="answer">
      <span class="card-kind">{lead}</span>
      <RichText text={title ?? t.preview.interactive} />
      {textAt(reply, 'description') && <p class="mute">{textAt(reply, 'description')}</p>}
      {kind === 'nfm_reply' && <FormAnswers json={textAt(reply, 'response_json')} />}
    </div>
  )
}

/** What a form (a flow) was filled in with, one line a field. */
function FormAnswers({ json }: { json: string | null }) {
  const answers = parseAnswers(json)
  return (
    <dl class="form-answers">
      {answers.map(([key, value]) => (
        <div key={key}>
          <dt>{key.replaceAll('_', ' ')}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function parseAnswers(json: string | null): [string, string][] {
  try {
    const parsed: unknown = JSON.parse(json ?? '{}')
    const entries = Object.entries(parsed as Loose).filter(([key]) => key !== 'flow_token')
    return entries.map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)])
  } catch {
    return []
  }
}

export function ButtonLines({ labels }: { labels: readonly string[] }) {
  if (labels.length === 0) return null
  return (
    <ul class="button-lines" aria-label={t.message.interactive.buttons}>
      {labels.map((label) => (
        <li key={label}>{label}</li>
      ))}
    </ul>
  )
}

export function OrderCard({ order }: { order: Loose }) {
  const items = listAt(order, 'product_items')
  const currency = textAt(items[0], 'currency') ?? ''
  const total = items.reduce(
    (sum, item) => sum + (numberAt(item, 'item_price') ?? 0) * (numberAt(item, 'quantity') ?? 1),
    0,
  )
  return (
    <div class="order">
      <p class="card-kind">
        <ShoppingBag size={13} aria-hidden="true" />
        {t.message.order.title} · {t.message.order.items(items.length)}
      </p>
      <ul>
        {items.map((item, index) => (
          <li key={String(index)}>
            <span>
              {t.message.order.quantity(numberAt(item, 'quantity') ?? 1)} {textAt(item, 'product_retailer_id')}
            </span>
            <span>{formatMoney(numberAt(item, 'item_price') ?? 0, textAt(item, 'currency') ?? currency)}</span>
          </li>
        ))}
      </ul>
      <p class="order-total">
        <span>{t.message.order.total}</span>
        <strong>{formatMoney(total, currency)}</strong>
      </p>
      {textAt(order, 'text') && <RichText text={textAt(order, 'text') ?? ''} />}
    </div>
  )
}

/** A template as the customer got it; by its name alone if nobody kept its text. */
export function TemplateCard({ message }: { message: ShownMessage }) {
  const { template } = message
  if (!template) return null
  const header = template.components?.find((component) => component.type === 'header')
  const parameter = listAt(header, 'parameters')[0]
  const Icon = headerIcons[(textAt(parameter, 'type') ?? '') as keyof typeof headerIcons]
  const { preview } = template
  return (
    <div class="template">
      <p class="card-kind">
        <LayoutTemplate size={12} aria-hidden="true" />
        {t.message.template} · {template.name}
      </p>
      {Icon && (
        <p class="template-media">
          <Icon size={20} aria-hidden="true" />
        </p>
      )}
      {preview?.header && <strong class="template-header">{preview.header}</strong>}
      {preview?.body && <RichText text={preview.body} />}
      {preview?.footer && <p class="template-footer">{preview.footer}</p>}
      <ButtonLines labels={preview?.buttons ?? []} />
    </div>
  )
}
