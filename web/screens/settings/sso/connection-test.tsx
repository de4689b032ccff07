import { CircleCheck, CircleX } from 'lucide-preact'
import { useState } from 'preact/hooks'
import type { SsoStep, SsoTest } from '../../../../worker/contract/sso.ts'
import { ssoApi } from '../../../api/sso.ts'
import { t } from '../../../texts/sso.ts'
import { Button } from '../../../ui/button.tsx'
import { useForm } from '../../../ui/use-form.ts'
import { FormError } from '../../form-error.tsx'

/** Tries the saved settings, as far as no person is needed. */
export function ConnectionTest() {
  const [test, setTest] = useState<SsoTest | null>(null)
  const form = useForm(async () => {
    setTest(null)
    setTest(await ssoApi.test())
  })
  return (
    <form class="narrow-form" onSubmit={form.submit}>
      <FormError error={form.error} />
      {test && <TestResult test={test} />}
      <div>
        <Button type="submit" disabled={form.busy}>
          {t.sso.settings.test}
        </Button>
      </div>
    </form>
  )
}

function TestResult({ test: { passed, failed } }: { test: SsoTest }) {
  const texts = t.sso.settings
  const words = (step: SsoStep) => texts.steps[step]
  return (
    <div class="checks" role="status">
      <p class={failed ? 'bad' : 'good'}>{failed ? texts.testBad : texts.testGood}</p>
      <ul>
        {passed.map((step) => (
          <li key={step} class="good">
            <CircleCheck size={15} aria-label={texts.works} />
            <strong>{words(step)[0]}</strong>
            <span>{words(step)[1]}</span>
          </li>
        ))}
        {failed && (
          <li class="bad">
            <CircleX size={15} aria-label={texts.broken} />
            <strong>{words(failed)[0]}</strong>
            <span>{texts.failures[failed]}</span>
          </li>
        )}
      </ul>
    </div>
  )
}
