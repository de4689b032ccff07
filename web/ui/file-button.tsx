import type { ComponentChildren } from 'preact'
import { useRef } from 'preact/hooks'
import { Button } from './button.tsx'

interface FileButtonProps {
  /** MIME types and endings, by commas; left out: any file. */
  accept?: string | undefined
  kind?: 'plain' | 'primary' | 'quiet'
  class?: string
  disabled?: boolean
  /** The element that says what went wrong. */
  describedBy?: string | undefined
  onFile: (file: File) => void
  children: ComponentChildren
}

/** A button that asks for a file. The browser's own has words in the browser's language, which need not be the person's. */
export function FileButton({ accept, describedBy, onFile, children, ...button }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button {...button} aria-describedby={describedBy} onClick={() => input.current?.click()}>
        {children}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        accept={accept}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? []
          // The same file again is a choice, too.
          event.currentTarget.value = ''
          if (file) onFile(file)
        }}
      />
    </>
  )
}
