import { z } from 'zod'
import { Timestamp, Uuid } from './common.ts'
import { onboardingSteps } from './onboarding-steps.ts'

const Step = z.object({
  state: z.enum(['open', 'done', 'skipped']),
  /** When it was skipped or said to be done; null where what is there tells it. */
  at: Timestamp.nullable(),
})

/** How far an organization is with its first steps, without an id of anything in it. */
export const OnboardingProgress = z.object({
  steps: z.record(z.enum(onboardingSteps), Step),
  /** Nothing is left to do, or somebody put it aside. */
  over: z.boolean(),
})
export type OnboardingProgress = z.infer<typeof OnboardingProgress>

export const Onboarding = OnboardingProgress.extend({
  /** The first conversation in which a customer wrote. */
  conversationId: Uuid.nullable(),
})
export type Onboarding = z.infer<typeof Onboarding>

export const OnboardingChange = z.strictObject({
  step: z.enum([...onboardingSteps, 'all']),
  as: z.enum(['done', 'skipped']),
})
export type OnboardingChange = z.infer<typeof OnboardingChange>
