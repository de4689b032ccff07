import { Check } from 'lucide-preact'
import type { ComponentChildren } from 'preact'
import { Popover, useAnchor } from './menu.tsx'

interface ChoiceChipProps<T extends string> {
  label: string
  value: T
  isOn: boolean
  options: readonly { value: T; label: string }[]
  onValue: (value: T) => void
  icon: ComponentChildren
  /** What the chip says instead of the choice, while nothing is narrowed down. */
  idle?: string
}

/** A chip that shows the present choice and opens the others. */
export function ChoiceChip<T extends string>({ label, value, isOn, options, onValue, icon, idle }: ChoiceChipProps<T>) {
  const [anchor, toggle, close] = useAnchor()
  const chosen = options.find((option) => option.value === value)
  return (
    <>
      <button
        type="button"
        class={`chip ${isOn ? 'on' : ''}`}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        aria-label={`${label}: ${chosen?.label ?? ''}`}
        onClick={toggle}
      >
        {(!isOn && idle) || chosen?.label}
        {icon}
      </button>
      {anchor && (
        <Popover anchor={anchor} onClose={close} label={label}>
          {options.map((option) => (
            <button
              key={option.value}
              type="button"
              role="menuitemradio"
              aria-checked={option.value === value}
              onClick={() => {
                close()
                onValue(option.value)
              }}
            >
              <span class="grow">{option.label}</span>
              {option.value === value && <Check size={15} aria-hidden="true" />}
            </button>
          ))}
        </Popover>
      )}
    </>
  )
}
