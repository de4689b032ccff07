import type { ButtonHTMLAttributes, ComponentChildren } from 'preact'

type Native = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'class' | 'type'>

interface ButtonProps extends Native {
  kind?: 'plain' | 'primary' | 'quiet' | 'danger' | undefined
  class?: string
  type?: 'button' | 'submit'
  /** The key that does the same, shown on the button. */
  hint?: string
  children: ComponentChildren
}

export function Button({ kind = 'plain', class: extra = '', type = 'button', hint, children, ...rest }: ButtonProps) {
  return (
    <button type={type} class={`btn ${kind} ${extra}`} {...rest}>
      {children}
      {hint && <span class="kbd" data-key={hint} aria-hidden="true" />}
    </button>
  )
}

interface IconButtonProps extends Native {
  label: string
  class?: string
  children: ComponentChildren
}

/** A button with a picture only; its label is read aloud and shown on hover. */
export function IconButton({ label, class: extra = '', children, ...rest }: IconButtonProps) {
  return (
    <button type="button" class={`icon-btn ${extra}`} aria-label={label} title={label} {...rest}>
      {children}
    </button>
  )
}
