import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import runLighthouse, { desktopConfig } from 'lighthouse'
import { DEMO } from '../../../dev/config.ts'
import { findFreePort } from '../../../dev/processes.ts'
import { launchProfile } from '../../support/browser.ts'
import { signIn } from '../../support/trip-screens.ts'
import type { Bench } from '../bench.ts'
import { median } from '../percentile.ts'
import type { Figure } from '../report.ts'

const RUNS = 3
const AIM = 95
const CATEGORIES = ['performance', 'accessibility', 'best-practices'] as const

/** Lighthouse's scores of the sign-in page and of the inbox with its rows, by both of its presets. */
export async function lighthouse({ webUrl }: Bench): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'adsapp-lighthouse-'))
  const port = await findFreePort()
  const profile = await launchProfile(folder, port)
  try {
    const signInPage = await scoresOf('sign-in', `${webUrl}/signin`, port)
    const page = await profile.newPage()
    await page.goto(`${webUrl}/signin`)
    await signIn(page, DEMO.shop.owner)
    await page.locator('[data-row]').first().waitFor()
    const inbox = page.url()
    await page.close()
    return [...signInPage, ...(await scoresOf('inbox', inbox, port))]
  } finally {
    await profile.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function scoresOf(name: string, url: string, port: number): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const preset of ['desktop', 'mobile']) {
    const runs: { scores: number[]; cpu: number }[] = []
    for (let tries = 0; tries < 2 * RUNS && runs.length < RUNS; tries++) {
      const run = await audit(url, port, preset === 'desktop')
      if (run) runs.push(run)
    }
    if (runs.length < RUNS) throw new Error('Lighthouse could not record the page')
    const scores = CATEGORIES.map((_, at) => median(runs.map((run) => run.scores[at] ?? 0)))
    figures.push({
      what: `Lighthouse, ${name}, ${preset}: performance / accessibility / best practices (its CPU index ${median(runs.map(({ cpu }) => cpu))})`,
      ours: scores.join(' / '),
      aim: `≥ ${AIM}`,
      met: scores.every((score) => score >= AIM),
    })
  }
  return figures
}

/** @returns null if the trace lacks something, as it now and then does on a busy machine. */
async function audit(url: string, port: number, isDesktop: boolean): Promise<{ scores: number[]; cpu: number } | null> {
  // It empties the browser's cache before each run; cookies and local storage, and with them the session, stay.
  const flags = { port, logLevel: 'error' as const, onlyCategories: [...CATEGORIES] }
  const result = await runLighthouse(url, flags, isDesktop ? desktopConfig : undefined)
  if (!result || result.lhr.runtimeError) return null
  const { categories, environment, finalDisplayedUrl } = result.lhr
  if (finalDisplayedUrl !== url) throw new Error(`Lighthouse was led to ${finalDisplayedUrl}`)
  return {
    scores: CATEGORIES.map((name) => Math.round((categories[name]?.score ?? 0) * 100)),
    cpu: Math.round(environment.benchmarkIndex),
  }
}
