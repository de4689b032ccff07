export { computeProgress } from './onboarding.ts'
export type { OnboardingFacts } from './repo.ts'
