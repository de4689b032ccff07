import type { AutomaticText, NewBusinessHours } from '../../../../worker/contract/hours.ts'
import { openingText } from '../../../../worker/contract/opening-text.ts'
import { fillVariables } from '../../../../worker/contract/variables.ts'
import { someOpening } from '../../../models/hours.ts'
import { t } from '../../../texts/hours.ts'
import { languageNames, languages } from '../../../texts/language.ts'
import { AreaField, CheckField, SelectField } from '../../../ui/field.tsx'

interface AutomaticProps {
  hours: NewBusinessHours
  onChange: (changes: Partial<NewBusinessHours>) => void
}

/** What is put in for a variable: a customer may have no name. */
const variables = { 'contact.first_name': '{{contact.first_name|}}', 'hours.opening': '{{hours.opening}}' } as const

/** The greeting, the away message, and the language in which they say when it opens. */
export function AutomaticFields({ hours, onChange }: AutomaticProps) {
  const values = {
    'contact.first_name': t.hours.automatic.someone,
    'hours.opening': openingText(someOpening(hours.week), { zone: 'UTC', language: hours.language }),
  }
  return (
    <>
      {(['greeting', 'away'] as const).map((kind) => (
        <AutomaticCard
          key={kind}
          kind={kind}
          message={hours[kind]}
          values={values}
          onMessage={(message) => onChange({ [kind]: message })}
        />
      ))}
      {(hours.greeting.on || hours.away.on) && (
        <section class="card" aria-label={t.hours.automatic.times}>
          <h2>{t.hours.automatic.times}</h2>
          <SelectField
            label={t.hours.automatic.language}
            hint={t.hours.automatic.timesHint}
            value={hours.language}
            options={languages.map((value) => ({ value, label: languageNames[value] }))}
            onValue={(language) => onChange({ language })}
          />
        </section>
      )}
    </>
  )
}

interface CardProps {
  kind: 'greeting' | 'away'
  message: AutomaticText
  values: Record<keyof typeof variables, string>
  onMessage: (message: AutomaticText) => void
}

function AutomaticCard({ kind, message, values, onMessage }: CardProps) {
  const texts = t.hours.automatic[kind]
  const { names } = t.hours.automatic
  const { on, text } = message
  return (
    <section class="card" aria-label={texts.title}>
      <h2>{texts.title}</h2>
      <CheckField
        label={texts.on}
        hint={texts.hint}
        checked={on}
        onChecked={(isOn) => onMessage({ on: isOn, text: text || texts.suggestion })}
      />
      {on && (
        <>
          <AreaField
            label={t.hours.automatic.text}
            rows={4}
            maxLength={1024}
            value={text}
            onValue={(changed) => onMessage({ on, text: changed })}
          />
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row in every browser */}
          <div class="variable-chips" role="group" aria-label={t.hours.automatic.variables}>
            {(Object.keys(variables) as (keyof typeof variables)[]).map((name) => (
              <button
                key={name}
                type="button"
                class="chip"
                onClick={() => onMessage({ on, text: `${text}${variables[name]}` })}
              >
                {names[name]}
              </button>
            ))}
          </div>
          <div class="automatic-preview">
            <span class="mute">{t.hours.automatic.preview}</span>
            <p dir="auto">{fillVariables(text, values)}</p>
          </div>
        </>
      )}
    </section>
  )
}
