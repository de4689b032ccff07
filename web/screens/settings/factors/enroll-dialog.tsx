import { useEffect, useState } from 'preact/hooks'
import type { TotpSecret } from '../../../../worker/contract/factors.ts'
import { factorApi } from '../../../api/factors.ts'
import { codesSeen, verifyAuthenticator } from '../../../models/factors.ts'
import { t } from '../../../texts/factors.ts'
import { Button } from '../../../ui/button.tsx'
import { CopyField } from '../../../ui/copy-field.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { useForm } from '../../../ui/use-form.ts'
import { FormError } from '../../form-error.tsx'
import { CodeError, CodeField } from '../../sign-in/factor-fields.tsx'
import { QrCode } from './qr-code.tsx'
import { RecoveryDialog } from './recovery-dialog.tsx'

const inFours = (secret: string) => secret.replace(/.{4}(?=.)/g, '$& ')

/** Sets an authenticator up: the secret, its first code, and the recovery codes. */
export function EnrollDialog({ onClose }: { onClose: () => void }) {
  const [secret, setSecret] = useState<TotpSecret | null>(null)
  const [refusal, setRefusal] = useState<unknown>(null)
  const [code, setCode] = useState('')
  const [codes, setCodes] = useState<string[] | null>(null)
  const form = useForm(async () => setCodes(await verifyAuthenticator(code.replaceAll(' ', ''))))
  useEffect(() => {
    factorApi.enroll().then(setSecret, setRefusal)
  }, [])
  const finish = () => {
    onClose()
    void codesSeen()
  }
  if (codes) return <RecoveryDialog codes={codes} onClose={finish} />
  return (
    <Dialog title={t.factors.enroll.title} onClose={onClose}>
      <form class="dialog-body" onSubmit={form.submit}>
        <FormError error={refusal} />
        {secret && (
          <>
            <p class="mute">{t.factors.enroll.scan}</p>
            <QrCode text={secret.otpauthUrl} label={t.factors.enroll.qr} />
            <CopyField label={t.factors.enroll.secret} value={secret.secret} shown={inFours(secret.secret)} />
            <CodeError error={form.error} />
            <CodeField methods={['code']} code={code} onCode={setCode} />
          </>
        )}
        <div class="dialog-actions">
          <Button onClick={onClose}>{t.common.cancel}</Button>
          {secret && (
            <Button type="submit" kind="primary" disabled={form.busy}>
              {t.factors.enroll.verify}
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  )
}
