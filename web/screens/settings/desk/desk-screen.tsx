import './desk.css'
import { changeDesk } from '../../../models/desk.ts'
import { can, me } from '../../../models/session.ts'
import { tell, tellError } from '../../../models/toasts.ts'
import { t } from '../../../texts/desk-settings.ts'
import { CheckField, SelectField } from '../../../ui/field.tsx'
import { Page } from '../page.tsx'
import { CapacityList } from './capacity-list.tsx'
import { TeamList } from './team-list.tsx'

const capacities = [1, 2, 3, 5, 10, 15, 20, 30, 50, 100]
const closeAfterDays = [0, 1, 3, 7, 14, 30, 60, 90]
const awayMinutes = [0, 5, 10, 15, 30, 60, 120]
const options = (values: number[], present: number) =>
  [...new Set([...values, present])]
    .sort((a, b) => a - b)
    .map((value) => ({ value: String(value), label: String(value) }))

type Changes = Parameters<typeof changeDesk>[0]

async function change(changes: Changes): Promise<void> {
  try {
    await changeDesk(changes)
    tell(t.desk.saved)
  } catch (error) {
    tellError(t.desk.refused, error)
  }
}

/** How the team works together; each choice counts at once. */
export function DeskScreen() {
  const person = me.value
  if (!person) return null
  const { desk } = person.tenant
  const mayChange = can('manageTenant')
  const { sending, customer, assignment, closing } = t.desk
  const first = person.name.split(' ')[0] ?? person.name
  const signed = { none: '', first, full: person.name }[desk.signature]
  return (
    <Page title={t.desk.title} lead={t.desk.lead}>
      {!mayChange && <p class="mute">{t.desk.readOnly}</p>}
      <fieldset class="desk" disabled={!mayChange}>
        <legend class="sr-only">{t.desk.title}</legend>
        <section class="card" aria-label={sending.title}>
          <h2>{sending.title}</h2>
          <CheckField
            label={sending.onlyAssignee}
            hint={sending.onlyAssigneeHint}
            checked={desk.onlyAssigneeSends}
            onChecked={(onlyAssigneeSends) => void change({ onlyAssigneeSends })}
          />
          <CheckField
            label={sending.drafts}
            hint={sending.draftsHint}
            checked={desk.sharedDrafts}
            onChecked={(sharedDrafts) => void change({ sharedDrafts })}
          />
          <SelectField
            label={sending.signature}
            hint={signed ? sending.signatureHint(signed) : undefined}
            value={desk.signature}
            options={(['none', 'first', 'full'] as const).map((value) => ({ value, label: sending.signatures[value] }))}
            onValue={(signature) => void change({ signature })}
          />
        </section>
        <section class="card" aria-label={customer.title}>
          <h2>{customer.title}</h2>
          <CheckField
            label={customer.receipts}
            hint={customer.receiptsHint}
            checked={desk.readReceipts}
            onChecked={(readReceipts) => void change({ readReceipts })}
          />
          <CheckField
            label={customer.typing}
            hint={customer.typingHint}
            checked={desk.customerTyping}
            onChecked={(customerTyping) => void change({ customerTyping })}
          />
        </section>
        <section class="card" aria-label={assignment.title}>
          <h2>{assignment.title}</h2>
          <SelectField
            label={assignment.mode}
            value={desk.assignment}
            options={(['manual', 'round-robin', 'least-busy'] as const).map((value) => ({
              value,
              label: assignment.modes[value],
            }))}
            onValue={(mode) => void change({ assignment: mode })}
          />
          <SelectField
            label={assignment.away}
            value={String(desk.awayMinutes)}
            options={options(awayMinutes, desk.awayMinutes).map(({ value }) => ({
              value,
              label: value === '0' ? assignment.never : assignment.after(Number(value)),
            }))}
            onValue={(value) => void change({ awayMinutes: Number(value) })}
          />
          {desk.assignment !== 'manual' && (
            <>
              <SelectField
                label={assignment.capacity}
                hint={assignment.capacityHint}
                value={String(desk.agentCapacity)}
                options={options(capacities, desk.agentCapacity)}
                onValue={(value) => void change({ agentCapacity: Number(value) })}
              />
              <CapacityList />
            </>
          )}
        </section>
        <section class="card" aria-label={closing.title}>
          <h2>{closing.title}</h2>
          <SelectField
            label={closing.after}
            hint={closing.afterHint}
            value={String(desk.closeAfterDays)}
            options={options(closeAfterDays, desk.closeAfterDays).map(({ value }) => ({
              value,
              label: value === '0' ? closing.never : closing.days(Number(value)),
            }))}
            onValue={(value) => void change({ closeAfterDays: Number(value) })}
          />
        </section>
      </fieldset>
      <TeamList />
    </Page>
  )
}
