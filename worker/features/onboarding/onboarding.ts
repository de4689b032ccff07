import type { Onboarding, OnboardingChange, OnboardingProgress } from '../../contract/onboarding.ts'
import { type OnboardingStep, onboardingSteps } from '../../contract/onboarding-steps.ts'
import type { Actor, TenantDb } from '../../db/actor.ts'
import { toIso } from '../../db/columns.ts'
import { assert } from '../../kit/assert.ts'
import { noteOnboarding, type OnboardingFacts, selectOnboarding } from './repo.ts'

export interface OnboardingCtx {
  actor: Actor
  asActor: TenantDb
}

/** From what is there, and what was skipped. What is there counts for more. */
export async function getOnboarding({ asActor }: Pick<OnboardingCtx, 'asActor'>): Promise<Onboarding> {
  const [{ rows }] = await asActor.batch(selectOnboarding(asActor))
  assert(rows[0], 'a tenant has its row')
  const { conversationId, ...facts } = rows[0]
  return { ...computeProgress({ ...facts, hasConversation: conversationId !== null }), conversationId }
}

/** Notes that a step, or all of it, was done or skipped. */
export async function changeOnboarding(ctx: OnboardingCtx, change: OnboardingChange): Promise<Onboarding> {
  await ctx.asActor.batch(noteOnboarding(ctx.asActor, change, ctx.actor.memberId))
  return getOnboarding(ctx)
}

/** How far somebody is, from what was noted and what is there. */
export function computeProgress(facts: OnboardingFacts): OnboardingProgress {
  const { noted, hasChannel, hasColleague, hasConversation } = facts
  // Of the first step nothing tells but the person: a name and a time zone are there from the beginning.
  const isThere = { organization: false, channel: hasChannel, team: hasColleague, test: hasConversation }
  const stepOf = (step: OnboardingStep): OnboardingProgress['steps'][OnboardingStep] => {
    const said = noted[step]
    if (isThere[step]) return { state: 'done', at: said?.as === 'done' ? toIso(said.at) : null }
    return said ? { state: said.as, at: toIso(said.at) } : { state: 'open', at: null }
  }
  const steps = Object.fromEntries(onboardingSteps.map((step) => [step, stepOf(step)])) as OnboardingProgress['steps']
  const isWhole = onboardingSteps.every((step) => steps[step].state !== 'open')
  // Whoever works already was not asked for the name and needs no question about it.
  const isAtWork = hasChannel && hasColleague && hasConversation
  return { steps, over: noted.all !== undefined || isWhole || isAtWork }
}
