import { Onboarding, OnboardingChange } from '../../contract/onboarding.ts'
import { defineRoute, json, jsonBody, newRouter, problemResponses } from '../../http/router.ts'
import { changeOnboarding, getOnboarding } from './onboarding.ts'

const getOnboardingRoute = defineRoute({
  method: 'get',
  path: '/onboarding',
  operationId: 'getOnboarding',
  operation: 'manageTenant',
  description:
    'How far the organization is with its first steps: its name and time zone, a number, colleagues, a first message. Most of it is told by what is there.',
  responses: { 200: json(Onboarding, 'The steps.'), ...problemResponses },
})

const changeOnboardingRoute = defineRoute({
  method: 'patch',
  path: '/onboarding',
  operationId: 'changeOnboarding',
  operation: 'manageTenant',
  description: 'Notes that a step, or all of it, was done or skipped. What is there later counts for more than a skip.',
  request: { body: jsonBody(OnboardingChange) },
  responses: { 200: json(Onboarding, 'The steps.'), ...problemResponses },
})

export const onboardingRoutes = newRouter()
  .openapi(getOnboardingRoute, async (c) => c.json(await getOnboarding(c.var.ctx), 200))
  .openapi(changeOnboardingRoute, async (c) => c.json(await changeOnboarding(c.var.ctx, c.req.valid('json')), 200))
