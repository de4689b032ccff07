import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { DEV_SECRETS, type DevConfig, type LocalServices, readConfig } from './config.ts'
import { makeDemo } from './seed/demo.ts'
import type { SeedTarget } from './seed/doors.ts'
import { makeVolume } from './seed/run-volume.ts'
import { ensureStaff } from './seed/staff.ts'
import { NoDemo } from './seed/tenants.ts'

/**
 * Makes the two tenants of the demo on a running stack, unless they are there. Everything goes in by the doors that
 * customers use: signed webhooks, answers as echoes of the business's app, and our own routes.
 *
 * @throws Error if the app refuses something that it should take.
 */
export async function seedDemo(config: DevConfig): Promise<void> {
  try {
    if (await makeDemo(targetOf(config))) console.log('seeded the demo')
  } catch (error) {
    if (!(error instanceof NoDemo)) throw error
    console.warn(`no demo: ${error.message}`)
  }
}

/**
 * Makes somebody of the platform's staff, as a real one is made, unless they are there.
 *
 * @returns the secret of their authenticator; null where there is no owner's login, or it is not known any more.
 */
export async function seedStaff(config: DevConfig, { ownerUrl }: LocalServices): Promise<string | null> {
  return ownerUrl ? ensureStaff(targetOf(config), ownerUrl, join(config.dataDir, 'staff.json')) : null
}

function targetOf({ appUrl, given, standIns }: DevConfig): SeedTarget {
  const urlOf = (name: string) => standIns.find((part) => part.name === name)?.url ?? null
  return {
    appUrl,
    graphUrl: urlOf('graph'),
    mailUrl: urlOf('mail'),
    ssoUrl: urlOf('sso'),
    appSecret: given.META_APP_SECRET ?? DEV_SECRETS.META_APP_SECRET,
    setupToken: given.SETUP_TOKEN ?? DEV_SECRETS.SETUP_TOKEN,
  }
}

/** `npm run dev:seed -- [--conversations N --messages M]`, against the stack that runs. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { conversations: { type: 'string' }, messages: { type: 'string' } } })
  const conversations = readCount('conversations', values.conversations ?? '0')
  const messages = readCount('messages', values.messages ?? String(conversations * 20))
  if (messages < conversations || (conversations === 0 && messages > 0)) {
    throw new Error('every conversation has at least one message')
  }
  const config = readConfig()
  await seedDemo(config)
  if (conversations > 0) await makeVolume(targetOf(config), { conversations, messages }, console.log)
}

function readCount(name: string, text: string): number {
  if (!/^\d{1,8}$/.test(text)) throw new Error(`--${name} is no number: ${text}`)
  return Number(text)
}

if (import.meta.main) {
  await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  })
}
