import { Plus, X } from 'lucide-preact'
import { messageLimits as max } from '../../../../worker/contract/message-limits.ts'
import { emptyRow, type Question, rowCount, type Section } from '../../../models/question.ts'
import { t } from '../../../texts/composer.ts'
import { Button, IconButton } from '../../../ui/button.tsx'
import { CountedField, TextField } from '../../../ui/field.tsx'

interface PartProps {
  question: Question
  onChange: (changes: Partial<Question>) => void
}

const replaceAt = <T,>(items: readonly T[], index: number, item: T): T[] =>
  items.map((present, at) => (at === index ? item : present))
const removeAt = <T,>(items: readonly T[], index: number): T[] => items.filter((_, at) => at !== index)

export function ButtonFields({ question: { buttons }, onChange }: PartProps) {
  return <ButtonTitles titles={buttons} min={1} onTitles={(next) => onChange({ buttons: next })} />
}

interface ButtonTitlesProps {
  titles: readonly string[]
  /** As few as may be left. */
  min: number
  onTitles: (titles: string[]) => void
}

/** Up to three titles of reply buttons. */
export function ButtonTitles({ titles, min, onTitles }: ButtonTitlesProps) {
  return (
    <>
      {titles.map((title, index) => (
        <div class="builder-row" key={index}>
          <CountedField
            label={t.question.button(index + 1)}
            maxLength={max.replyButtonTitle}
            value={title}
            onValue={(value) => onTitles(replaceAt(titles, index, value))}
          />
          {titles.length > min && (
            <IconButton label={t.question.removeButton(index + 1)} onClick={() => onTitles(removeAt(titles, index))}>
              <X size={16} aria-hidden="true" />
            </IconButton>
          )}
        </div>
      ))}
      {titles.length < max.replyButtons && (
        <AddButton label={t.question.addButton} onClick={() => onTitles([...titles, ''])} />
      )}
    </>
  )
}

export function LinkFields({ question, onChange }: PartProps) {
  return (
    <>
      <CountedField
        label={t.question.linkText}
        maxLength={max.linkButton}
        value={question.linkText}
        onValue={(linkText) => onChange({ linkText })}
      />
      <TextField
        label={t.question.url}
        inputMode="url"
        autoComplete="off"
        maxLength={max.link}
        value={question.url}
        onValue={(url) => onChange({ url })}
      />
    </>
  )
}

export function ListFields({ question, onChange }: PartProps) {
  const { sections, listButton } = question
  const left = max.listRows - rowCount(question)
  const setSection = (index: number, section: Section) => onChange({ sections: replaceAt(sections, index, section) })
  return (
    <>
      <CountedField
        label={t.question.listButton}
        maxLength={max.listButton}
        value={listButton}
        onValue={(value) => onChange({ listButton: value })}
      />
      {sections.map((section, index) => (
        <SectionFields
          key={index}
          index={index}
          section={section}
          isOnly={sections.length === 1}
          left={left}
          onSection={(next) => setSection(index, next)}
          onRemove={() => onChange({ sections: removeAt(sections, index) })}
        />
      ))}
      <div class="builder-more">
        {left > 0 && (
          <AddButton
            label={t.question.addSection}
            onClick={() => onChange({ sections: [...sections, { title: '', rows: [emptyRow] }] })}
          />
        )}
        <span class="mute">{t.question.rowsLeft(left)}</span>
      </div>
    </>
  )
}

interface SectionFieldsProps {
  index: number
  section: Section
  isOnly: boolean
  /** How many rows the whole list may still get. */
  left: number
  onSection: (section: Section) => void
  onRemove: () => void
}

function SectionFields({ index, section, isOnly, left, onSection, onRemove }: SectionFieldsProps) {
  const { title, rows } = section
  return (
    <fieldset class="builder-section">
      <legend>{t.question.section(index + 1)}</legend>
      <div class="builder-row">
        <CountedField
          label={t.question.sectionTitle}
          optional={isOnly}
          maxLength={max.listSectionTitle}
          value={title}
          onValue={(value) => onSection({ title: value, rows })}
        />
        {!isOnly && (
          <IconButton label={t.question.removeSection(index + 1)} onClick={onRemove}>
            <X size={16} aria-hidden="true" />
          </IconButton>
        )}
      </div>
      {rows.map((row, at) => (
        <div class="builder-row" key={at}>
          <CountedField
            label={t.question.row(at + 1)}
            maxLength={max.listRowTitle}
            value={row.title}
            onValue={(value) => onSection({ title, rows: replaceAt(rows, at, { ...row, title: value }) })}
          />
          <CountedField
            label={t.question.description(at + 1)}
            optional
            maxLength={max.listRowDescription}
            value={row.description}
            onValue={(value) => onSection({ title, rows: replaceAt(rows, at, { ...row, description: value }) })}
          />
          {rows.length > 1 && (
            <IconButton
              label={t.question.removeRow(at + 1)}
              onClick={() => onSection({ title, rows: removeAt(rows, at) })}
            >
              <X size={16} aria-hidden="true" />
            </IconButton>
          )}
        </div>
      ))}
      {left > 0 && (
        <AddButton label={t.question.addRow} onClick={() => onSection({ title, rows: [...rows, emptyRow] })} />
      )}
    </fieldset>
  )
}

function AddButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button kind="quiet" class="small builder-add" onClick={onClick}>
      <Plus size={15} aria-hidden="true" />
      {label}
    </Button>
  )
}
