import { useState } from 'preact/hooks'
import type { Factors } from '../../../../worker/contract/factors.ts'
import { codesSeen, removeAuthenticator, renewRecoveryCodes } from '../../../models/factors.ts'
import { tell, tellError } from '../../../models/toasts.ts'
import { t } from '../../../texts/factors.ts'
import { Button } from '../../../ui/button.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { later } from '../../../ui/later.tsx'
import { RecoveryDialog } from './recovery-dialog.tsx'

// It draws the QR code: code that nearly nobody needs.
const EnrollDialog = later(() => import('./enroll-dialog.tsx').then((module) => module.EnrollDialog))

/** The authenticator, and the recovery codes of every factor. */
export function TwoStepSection({ factors }: { factors: Factors }) {
  const [shown, setShown] = useState<'enroll' | 'remove' | 'renew' | null>(null)
  const [codes, setCodes] = useState<string[] | null>(null)
  const { twoStep, recovery } = t.factors
  const isOn = factors.methods.length > 0
  const close = () => setShown(null)
  const remove = async () => {
    try {
      await removeAuthenticator()
      tell(twoStep.removed)
    } catch (error) {
      tellError(twoStep.failed, error)
    }
  }
  const renew = async () => {
    try {
      setCodes(await renewRecoveryCodes())
    } catch (error) {
      tellError(recovery.failed, error)
    }
  }
  const seen = () => {
    setCodes(null)
    void codesSeen()
  }
  return (
    <section class="card" aria-label={twoStep.title}>
      <header class="card-head">
        <div>
          <h2>{twoStep.title}</h2>
          <p class="mute">{twoStep.lead}</p>
        </div>
        <span class="tag">{isOn ? twoStep.on : twoStep.off}</span>
      </header>
      {isOn && <p>{recovery.left(factors.recoveryCodesLeft)}</p>}
      <div class="choices">
        {factors.authenticator ? (
          <Button onClick={() => setShown('remove')}>{twoStep.remove}</Button>
        ) : (
          <Button kind="primary" onClick={() => setShown('enroll')}>
            {twoStep.setUp}
          </Button>
        )}
        {isOn && <Button onClick={() => setShown('renew')}>{recovery.renew}</Button>}
      </div>
      {shown === 'enroll' && <EnrollDialog onClose={close} />}
      {shown === 'remove' && (
        <ConfirmDialog
          title={twoStep.removeTitle}
          lead={twoStep.removeLead}
          confirm={twoStep.remove}
          onConfirm={() => void remove()}
          onClose={close}
        />
      )}
      {shown === 'renew' && (
        <ConfirmDialog
          title={recovery.renewTitle}
          lead={recovery.renewLead}
          confirm={recovery.renew}
          onConfirm={() => void renew()}
          onClose={close}
        />
      )}
      {codes && <RecoveryDialog codes={codes} onClose={seen} />}
    </section>
  )
}
