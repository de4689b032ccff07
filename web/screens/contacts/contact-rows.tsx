import { SearchX, UserPlus, Users } from 'lucide-preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Contact } from '../../../worker/contract/contact.ts'
import { now } from '../../models/clock.ts'
import {
  clearContactView,
  contactList,
  contactView,
  isNarrowed,
  readContacts,
  readMoreContacts,
} from '../../models/contacts.ts'
import { countryName } from '../../models/country-name.ts'
import { faceColor, initialsOf, personName, showPhone } from '../../models/person.ts'
import { can } from '../../models/session.ts'
import { reasonOf, requestIdOf } from '../../models/toasts.ts'
import { t } from '../../texts/contacts.ts'
import { formatExact, formatListTime } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { Face } from '../../ui/face.tsx'
import { Bone, Empty, Failed } from '../../ui/states.tsx'
import { useVirtual } from '../../ui/virtual.ts'
import { LabelDots } from '../labels/label-marks.tsx'

const loadMoreBeforeEnd = 20
const rowHeight = () => (matchMedia('(max-width: 760px)').matches ? 56 : 48)

interface ContactRowsProps {
  selected: string | null
  onAdd: () => void
}

export function ContactRows({ selected, onAdd }: ContactRowsProps) {
  const { state, rows, error } = contactList.value
  if (rows.length > 0) return <Rows rows={rows} selected={selected} />
  if (state === 'loading') return <RowBones />
  if (state === 'failed') {
    return <Failed reason={reasonOf(error)} requestId={requestIdOf(error)} onRetry={() => void readContacts()} />
  }
  if (isNarrowed(contactView.value)) {
    return (
      <Empty icon={SearchX} title={t.contacts.nobody} lead={t.contacts.nobodyLead}>
        <Button onClick={clearContactView}>{t.contacts.clear}</Button>
      </Empty>
    )
  }
  return (
    <Empty icon={Users} title={t.contacts.empty} lead={t.contacts.emptyLead}>
      {can('editContacts') && (
        <Button kind="primary" onClick={onAdd}>
          <UserPlus size={15} aria-hidden="true" />
          {t.contacts.add}
        </Button>
      )}
    </Empty>
  )
}

function Rows({ rows, selected }: { rows: readonly Contact[]; selected: string | null }) {
  const ref = useRef<HTMLDivElement>(null)
  const virtual = useVirtual({
    count: rows.length,
    getScrollElement: () => ref.current,
    estimateSize: rowHeight,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 8,
  })
  const items = virtual.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (lastShown >= rows.length - loadMoreBeforeEnd) void readMoreContacts()
  }, [lastShown, rows.length])
  const { columns } = t.contacts
  return (
    <>
      <div class="contact-columns" aria-hidden="true">
        <span>{columns.name}</span>
        <span>{columns.phone}</span>
        <span class="wide-only">{columns.country}</span>
        <span class="wide-only">{columns.consent}</span>
        <span>{columns.seen}</span>
      </div>
      <div ref={ref} class="contact-rows scroll">
        <ul style={{ height: `${virtual.getTotalSize()}px` }}>
          {items.map((item) => {
            const contact = rows[item.index]
            return contact ? (
              <li key={item.key} style={{ transform: `translateY(${item.start}px)` }}>
                <ContactRow contact={contact} isSelected={contact.id === selected} />
              </li>
            ) : null
          })}
        </ul>
        {contactList.value.loadingMore && <p class="more-note">{t.contacts.loadMore}</p>}
      </div>
    </>
  )
}

function ContactRow({ contact, isSelected }: { contact: Contact; isSelected: boolean }) {
  const { id, phone, email, country, consent, blocked, labelIds, lastSeenAt } = contact
  const name = personName(contact)
  return (
    <a class="contact-row" href={`/contacts/${id}`} aria-current={isSelected ? 'true' : undefined}>
      <span class="who">
        <Face initials={initialsOf(name)} color={faceColor(id)} />
        <span>
          <strong>
            <bdi>{name}</bdi>
          </strong>
          {email && <span class="sub">{email}</span>}
        </span>
        <LabelDots ids={labelIds} />
        {blocked && <span class="tag bad">{t.contacts.blocked}</span>}
      </span>
      <bdi class="number">{phone ? showPhone(phone) : t.common.none}</bdi>
      <span class="wide-only mute">{country ? countryName(country) : t.common.none}</span>
      <span class="wide-only">
        {consent.marketing === 'unknown' ? (
          <span class="mute">{t.person.consents.unknown}</span>
        ) : (
          <span class={`tag ${consent.marketing === 'granted' ? 'good' : 'warn'}`}>
            {t.person.consents[consent.marketing]}
          </span>
        )}
      </span>
      <span class="mute" title={lastSeenAt ? formatExact(lastSeenAt) : undefined}>
        {lastSeenAt ? formatListTime(lastSeenAt, now.value) : t.contacts.never}
      </span>
    </a>
  )
}

function RowBones() {
  return (
    <div class="contact-rows skeleton" aria-hidden="true">
      {[40, 55, 35, 50, 45, 60, 38].map((width) => (
        <div class="contact-row" key={width}>
          <Bone width={`${width}%`} />
          <Bone width="70%" />
        </div>
      ))}
    </div>
  )
}
