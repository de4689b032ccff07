import type { Browser, CDPSession, Locator, Page } from 'playwright-core'
import { DEMO } from '../../../dev/config.ts'
import { launchBrowser } from '../../support/browser.ts'
import { signIn } from '../../support/trip-screens.ts'
import type { Bench } from '../bench.ts'
import { makeLongInbox } from '../long-inbox.ts'
import type { Figure } from '../report.ts'
import { spreadOf, type Trace, traced } from '../trace.ts'

const WINDOW = { width: 1440, height: 900 }
/** Pixels a second: as one reads along, and as one throws it. */
const READING = 2_400
const THROWING = 24_000
const LIST_SECONDS = 12
const FRAME_MS = 1000 / 60
const LATE_MS = 1.5 * FRAME_MS
const FRAME_SCRIPT_MS = 8
const KEY_SCRIPT_MS = 16
const KEYS = 200
/** Between two keys: a quick typist's. */
const KEY_EVERY_MS = 120
/** Wheel that arrives before the next older page is there moves nothing: so many more seconds to the very first message. */
const MORE_THROWS = 60
const SETTLED_MS = 2_500

interface Window {
  browser: Browser
  page: Page
  cdp: CDPSession
}

/** Script and frames in Chromium: scrolling through 10,000 conversations and 5,000 messages, moving and typing by key. */
export async function screens(bench: Bench): Promise<Figure[]> {
  const { webUrl } = bench
  const long = await makeLongInbox(bench)
  const browser = await launchBrowser()
  try {
    const window = await openWindow(browser, webUrl)
    return [...(await list(window)), ...(await thread(window, `${webUrl}/c/${long}`))]
  } finally {
    await browser.close()
  }
}

async function openWindow(browser: Browser, webUrl: string): Promise<Window> {
  const context = await browser.newContext({ viewport: WINDOW })
  const page = await context.newPage()
  await page.goto(`${webUrl}/signin`)
  await signIn(page, DEMO.shop.owner)
  await page.locator('[data-row]').first().waitFor()
  await page.waitForTimeout(SETTLED_MS)
  return { browser, page, cdp: await context.newCDPSession(page) }
}

async function list(window: Window): Promise<Figure[]> {
  const { browser, page } = window
  const rows = page.locator('#conversations')
  const reading = await scroll(window, rows, READING, READING * LIST_SECONDS)
  const throwing = await scroll(window, rows, THROWING, THROWING * LIST_SECONDS)
  await page.locator('[data-row]').nth(5).focus()
  const moving = await traced(browser, page, async () => {
    for (let n = 0; n <= KEYS; n++) await page.keyboard.press(n < KEYS / 2 ? 'j' : 'k', { delay: KEY_EVERY_MS })
  })
  return [
    ...scrolled('list, as one reads', reading),
    ...scrolled('list, thrown', throwing),
    pressed('j and k in the list', moving),
  ]
}

async function thread(window: Window, url: string): Promise<Figure[]> {
  const { browser, page } = window
  await page.goto(url)
  const log = page.locator('.log')
  await page.getByRole('article').first().waitFor()
  await page.waitForTimeout(SETTLED_MS)
  const reading = await scroll(window, log, READING, -READING * LIST_SECONDS)
  const throwing = await scroll(window, log, THROWING, -THROWING * LIST_SECONDS)
  const start = page.getByText('The conversation starts here')
  for (let tries = 0; tries < MORE_THROWS && !(await start.isVisible()); tries++)
    await wheel(window, log, THROWING, -THROWING)
  await start.waitFor()
  const back = await scroll(window, log, THROWING, THROWING * LIST_SECONDS)
  await page.locator('#composer').focus()
  const typing = await traced(browser, page, async () => {
    await page.keyboard.type(
      'It left us this morning and should be with you by tomorrow. '.repeat(4).slice(0, KEYS + 1),
      {
        delay: KEY_EVERY_MS,
      },
    )
  })
  return [
    ...scrolled('thread upwards, as one reads', reading),
    ...scrolled('thread upwards, thrown', throwing),
    ...scrolled('thread down again, thrown, all 5,000 there', back),
    pressed('typing beneath 5,000 messages', typing),
  ]
}

/** Traced, with a frame wanted at every vsync. */
async function scroll(window: Window, what: Locator, speed: number, px: number): Promise<Trace> {
  const forMs = Math.abs(px / speed) * 1_000
  await window.page.evaluate(`(function again(now) {
    if (now < ${forMs} + (window.startMs ??= now)) requestAnimationFrame(again)
    else window.startMs = undefined
  })(performance.now())`)
  return await traced(window.browser, window.page, () => wheel(window, what, speed, px))
}

/** @param px Down; negative is up. */
async function wheel({ cdp }: Window, what: Locator, speed: number, px: number): Promise<void> {
  const box = await what.boundingBox()
  if (!box) throw new Error('what should scroll is not there')
  const place = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  await cdp.send('Input.synthesizeScrollGesture', { ...place, yDistance: -px, speed, gestureSourceType: 'mouse' })
}

function scrolled(what: string, trace: Trace): Figure[] {
  const script = trace.scriptBetween(trace.frames)
  const { text, p99 } = spreadOf(script)
  const isLate = script.map((_, at) => (trace.frames[at + 1] ?? 0) - (trace.frames[at] ?? 0) > LATE_MS)
  const late = isLate.filter(Boolean).length
  const byScript = isLate.filter((late, at) => late && (script[at] ?? 0) > FRAME_SCRIPT_MS).length
  return [
    { what: `${what}: script a frame, p50 / p99 / most`, ours: text, aim: 'p99 ≤ 8 ms', met: p99 <= FRAME_SCRIPT_MS },
    {
      what: `frames over 25 ms (of these with over 8 ms of script; dropped by Chromium's count)`,
      ours: `${late} of ${script.length} (${byScript}; ${trace.dropped})`,
    },
  ]
}

function pressed(what: string, trace: Trace): Figure {
  const { text, p99 } = spreadOf(trace.scriptBetween(trace.keys))
  return {
    what: `${what}: script from a key press to the next, p50 / p99 / most`,
    ours: text,
    aim: 'p99 ≤ 16 ms',
    met: p99 <= KEY_SCRIPT_MS,
  }
}
