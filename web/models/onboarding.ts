import type { Onboarding, OnboardingChange } from '../../worker/contract/onboarding.ts'
import { tenancyApi } from '../api/tenancy.ts'
import { loadInto, loading } from './load.ts'

/** How far the organization is with its first steps. */
export const onboarding = loading<Onboarding>()

export const readOnboarding = (): Promise<void> => loadInto(onboarding, tenancyApi.getOnboarding)

/** Notes that a step, or all of it, was done or skipped. Throws ApiError. */
export async function noteOnboarding(step: OnboardingChange['step'], as: OnboardingChange['as']): Promise<void> {
  onboarding.value = { state: 'ready', value: await tenancyApi.changeOnboarding({ step, as }), error: null }
}
