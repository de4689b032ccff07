import { CircleCheck } from 'lucide-preact'
import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Onboarding } from '../../../worker/contract/onboarding.ts'
import { type OnboardingStep, onboardingSteps } from '../../../worker/contract/onboarding-steps.ts'
import { channels } from '../../models/channels.ts'
import { counts } from '../../models/inbox.ts'
import { noteOnboarding, onboarding, readOnboarding } from '../../models/onboarding.ts'
import { go } from '../../models/place.ts'
import { me, refreshMe } from '../../models/session.ts'
import { reasonOf, requestIdOf, tellError } from '../../models/toasts.ts'
import { t } from '../../texts/tenancy.ts'
import { Button } from '../../ui/button.tsx'
import { Failed } from '../../ui/states.tsx'
import { ResendButton } from '../confirm-banner.tsx'
import { AddChannel } from '../settings/add-channel.tsx'
import { CardBones } from '../settings/channels-screen.tsx'
import { InviteDialog } from '../settings/invite-dialog.tsx'
import { Sheet } from '../settings/page.tsx'
import { OrganizationStep } from './organization-step.tsx'
import { TestStep } from './test-step.tsx'

const askAgainMs = 5_000

/** The first steps of an organization: where they are is told by what is there, so that any device goes on. */
export function WelcomeScreen() {
  const { state, value, error } = onboarding.value
  // Events of a message or a number have these read anew: then a step may be done.
  useEffect(() => void readOnboarding(), [counts.value, channels.value.value])
  const leave = async () => {
    try {
      await noteOnboarding('all', value?.over ? 'done' : 'skipped')
      go('/')
    } catch (failure) {
      tellError(t.welcome.title, failure)
    }
  }
  const action = (
    <Button kind={value?.over ? 'primary' : 'quiet'} onClick={() => void leave()}>
      {value?.over ? t.welcome.toInbox : t.welcome.skipAll}
    </Button>
  )
  return (
    <Sheet title={t.welcome.title} lead={t.welcome.lead} action={value && action}>
      {state === 'failed' && !value && (
        <Failed reason={reasonOf(error)} requestId={requestIdOf(error)} onRetry={() => void readOnboarding()} />
      )}
      {state === 'loading' && !value && <CardBones />}
      {value && onboardingSteps.map((step, at) => <Step key={step} step={step} place={at + 1} onboarding={value} />)}
    </Sheet>
  )
}

interface StepProps {
  step: OnboardingStep
  place: number
  onboarding: Onboarding
}

function Step({ step, place, onboarding: { steps, conversationId } }: StepProps) {
  const { state } = steps[step]
  // What was skipped can still be done; that the first message came is worth showing.
  const isShown = state !== 'done' || step === 'test'
  const skip = () => noteOnboarding(step, 'skipped').catch((error) => tellError(t.welcome.steps[step], error))
  const forms: Record<OnboardingStep, () => ComponentChildren> = {
    organization: () => <OrganizationStep />,
    channel: () => <ChannelStep />,
    team: () => <TeamStep />,
    test: () => <TestStep conversationId={conversationId} />,
  }
  return (
    <section class="card" aria-labelledby={`step-${step}`}>
      <div class="card-head">
        <h2 id={`step-${step}`}>
          {place}. {t.welcome.steps[step]}
        </h2>
        {state === 'open' ? (
          <Button
            kind="quiet"
            class="small"
            aria-label={t.welcome.skipOf(t.welcome.steps[step])}
            onClick={() => void skip()}
          >
            {t.welcome.skip}
          </Button>
        ) : (
          <span class={`tag ${state === 'done' ? 'good' : ''}`}>
            {state === 'done' && <CircleCheck size={13} aria-hidden="true" />} {t.welcome.states[state]}
          </span>
        )}
      </div>
      {state !== 'done' && <p class="mute">{t.welcome.leads[step]}</p>}
      {isShown && forms[step]()}
    </section>
  )
}

function ChannelStep() {
  const [adding, setAdding] = useState(false)
  return (
    <div>
      <Button kind="primary" onClick={() => setAdding(true)}>
        {t.welcome.connect}
      </Button>
      {adding && <AddChannel onClose={() => setAdding(false)} />}
    </div>
  )
}

function TeamStep() {
  const [inviting, setInviting] = useState(false)
  const isVerified = me.value?.emailVerified === true
  // The address is confirmed in another tab, or on another device, of which nothing tells this page.
  useEffect(() => {
    if (isVerified) return
    const timer = setInterval(() => void refreshMe(), askAgainMs)
    return () => clearInterval(timer)
  }, [isVerified])
  if (!isVerified) {
    return (
      <>
        <p class="card-notice">{t.welcome.unconfirmed(me.value?.email ?? '')}</p>
        <div>
          <ResendButton />
        </div>
      </>
    )
  }
  const close = () => {
    setInviting(false)
    void readOnboarding()
  }
  return (
    <div>
      <Button kind="primary" onClick={() => setInviting(true)}>
        {t.welcome.invite}
      </Button>
      {inviting && <InviteDialog onClose={close} />}
    </div>
  )
}
