import { useState } from 'preact/hooks'

interface Form {
  busy: boolean
  error: unknown
  /** Runs what the form is for; not twice at once. */
  submit: (event: Event) => void
}

/** A form's sending: busy while it runs, and the reason if it failed. */
export function useForm(run: () => Promise<void>): Form {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const submit = (event: Event) => {
    event.preventDefault()
    if (busy) return
    setBusy(true)
    setError(null)
    run()
      .catch(setError)
      .finally(() => setBusy(false))
  }
  return { busy, error, submit }
}
