import { useEffect } from 'preact/hooks'
import type { Attribute, AttributeValue, ContactDetail } from '../../../../worker/contract/contact.ts'
import { attributes, readAttributes } from '../../../models/contacts.ts'
import { setAttribute } from '../../../models/people.ts'
import { can } from '../../../models/session.ts'
import { t } from '../../../texts/contacts.ts'
import { formatDecimal, readDecimal } from '../../../texts/decimal.ts'
import { formatCalendarDate, formatNumber } from '../../../texts/format.ts'
import { InPlace } from '../../../ui/in-place.tsx'
import { SafeLink } from '../../inbox/message/safe-link.tsx'

const types = { text: 'text', number: 'text', date: 'date', link: 'url' } as const

/** The tenant's own questions, with this person's answers. */
export function AttributeFields({ contact }: { contact: ContactDetail }) {
  useEffect(() => {
    if (attributes.peek().value === null) void readAttributes()
  }, [])
  const values = new Map(contact.attributes.map((each) => [each.attributeId, each.value]))
  return (
    <>
      {(attributes.value.value ?? []).map((attribute) => (
        <AttributeField
          key={attribute.id}
          attribute={attribute}
          value={values.get(attribute.id) ?? null}
          contactId={contact.id}
        />
      ))}
    </>
  )
}

interface AttributeFieldProps {
  attribute: Attribute
  value: AttributeValue | null
  contactId: string
}

function AttributeField({ attribute, value, contactId }: AttributeFieldProps) {
  const { id, name, kind, options } = attribute
  const isFixed = !can('editContacts')
  const save = (next: AttributeValue | null) => void setAttribute(contactId, id, next, name)
  return (
    <>
      <dt>{name}</dt>
      <dd>
        {kind === 'checkbox' || kind === 'list' ? (
          <select
            class="input slim"
            aria-label={name}
            disabled={isFixed}
            value={value === null ? '' : String(value)}
            onChange={(event) => save(chosen(kind, event.currentTarget.value))}
          >
            <option value="">{t.common.none}</option>
            {kind === 'checkbox' ? (
              <>
                <option value="true">{t.person.yes}</option>
                <option value="false">{t.person.no}</option>
              </>
            ) : (
              // An option that was taken off the list stays with who has it.
              [...new Set([...options, ...(value === null ? [] : [String(value)])])].map((option) => (
                <option key={option} value={option}>
                  {option}
                </option>
              ))
            )}
          </select>
        ) : (
          <>
            <InPlace
              label={name}
              value={value === null ? '' : kind === 'number' ? formatDecimal(Number(value)) : String(value)}
              {...(value !== null && { shown: wordsOf(kind, value) })}
              placeholder={t.person.add}
              type={types[kind]}
              {...(kind === 'number' && { inputMode: 'decimal', problemOf: decimalProblem })}
              maxLength={1000}
              disabled={isFixed}
              onSave={(text) => save(text === '' ? null : kind === 'number' ? readDecimal(text) : text)}
            />
            {kind === 'link' && value !== null && <SafeLink href={String(value)} text={hostOf(String(value))} />}
          </>
        )}
      </dd>
    </>
  )
}

/** What to say of a text that should be a number. */
export const decimalProblem = (text: string): string | undefined =>
  text.trim() === '' || readDecimal(text) !== null ? undefined : t.person.noNumber(formatDecimal(12.5))

export function wordsOf(kind: Attribute['kind'], value: AttributeValue): string {
  if (kind === 'checkbox') return value ? t.person.yes : t.person.no
  if (kind === 'date') return formatCalendarDate(String(value))
  return kind === 'number' ? formatNumber(Number(value)) : String(value)
}

function chosen(kind: 'checkbox' | 'list', text: string): AttributeValue | null {
  if (text === '') return null
  return kind === 'checkbox' ? text === 'true' : text
}

const hostOf = (link: string): string => URL.parse(link)?.host ?? link
