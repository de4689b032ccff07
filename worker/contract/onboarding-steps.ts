/** The first steps of an organization, in their order. */
export const onboardingSteps = ['organization', 'channel', 'team', 'test'] as const
export type OnboardingStep = (typeof onboardingSteps)[number]
