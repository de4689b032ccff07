import type { Browser, Page } from 'playwright-core'
import { percentile } from './percentile.ts'

/** Chromium's own categories that name script and frames, and no more: tracing takes time too. */
const CATEGORIES = ['devtools.timeline', 'disabled-by-default-devtools.timeline.frame', 'v8.execute']
/** Everything that runs code of the page; collecting garbage is the code's doing. */
const SCRIPT = new Set([
  ...['EvaluateScript', 'v8.evaluateModule', 'v8.compile', 'v8.compileModule', 'FunctionCall', 'RunMicrotasks'],
  ...['EventDispatch', 'TimerFire', 'FireAnimationFrame', 'FireIdleCallback', 'MinorGC', 'MajorGC'],
])

/** In microseconds. */
interface TraceEvent {
  name: string
  ph: string
  pid: number
  tid: number
  ts: number
  dur?: number
  /** Of it, what the thread had a core for. */
  tdur?: number
  args: { data?: { type?: string } }
}

/** What the page's main thread did. */
export interface Trace {
  /** When each frame and each key press began, in milliseconds. */
  frames: number[]
  keys: number[]
  /** Vsyncs at which nothing new was shown though something should have been, by Chromium's own count. */
  dropped: number
  /**
   * Script between one moment and the next, for each but the last: the time that the thread had a core, so that drawing
   * without a GPU, which wants the same cores, is not counted. Layout that script forced is.
   */
  scriptBetween(momentsMs: readonly number[]): number[]
}

/** Traces what happens meanwhile. */
export async function traced(browser: Browser, page: Page, run: () => Promise<void>): Promise<Trace> {
  await browser.startTracing(page, { categories: CATEGORIES })
  await run()
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] }
  return readTrace(traceEvents)
}

function readTrace(events: readonly TraceEvent[]): Trace {
  const begun = events.filter(({ name }) => name === 'BeginMainThreadFrame')
  const [first] = begun
  if (!first) throw new Error('no frame was traced')
  const main = events.filter(({ pid, tid }) => pid === first.pid && tid === first.tid)
  const startsOf = (wanted: readonly TraceEvent[]) => wanted.map(({ ts }) => ts / 1000).toSorted((a, b) => a - b)
  const scripts = outermost(main.filter(({ name, ph }) => ph === 'X' && SCRIPT.has(name)))
  return {
    frames: startsOf(begun),
    keys: startsOf(main.filter(({ name, args }) => name === 'EventDispatch' && args.data?.type === 'keydown')),
    dropped: events.filter(({ name, pid }) => name === 'DroppedFrame' && pid === first.pid).length,
    scriptBetween(momentsMs) {
      const sums = momentsMs.slice(1).map(() => 0)
      let at = 0
      for (const { ts, tdur = 0 } of scripts) {
        while (ts / 1000 >= (momentsMs[at + 1] ?? Number.POSITIVE_INFINITY)) at += 1
        if (ts / 1000 >= (momentsMs[at] ?? 0) && at < sums.length) sums[at] = (sums[at] ?? 0) + tdur / 1000
      }
      return sums
    },
  }
}

/** Those that lie in no other. */
function outermost(events: TraceEvent[]): TraceEvent[] {
  let end = 0
  return events
    .toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))
    .filter(({ ts, dur = 0 }) => {
      if (ts < end) return false
      end = ts + dur
      return true
    })
}

/** `p50 / p99 / most`, in milliseconds. */
export function spreadOf(valuesMs: readonly number[]): { text: string; p99: number } {
  const sorted = valuesMs.toSorted((a, b) => a - b)
  const [p50, p99, most] = [0.5, 0.99, 1].map((share) => percentile(sorted, share))
  return { text: `${[p50, p99, most].map((value) => value?.toFixed(1)).join(' / ')} ms`, p99: p99 ?? Number.NaN }
}
