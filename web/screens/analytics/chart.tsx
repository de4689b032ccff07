import 'uplot/dist/uPlot.min.css'
import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import { theme } from '../../models/preferences.ts'

export interface ChartSeries {
  name: string
  /** One for each time; null leaves a gap. */
  values: readonly (number | null)[]
}

interface ChartProps {
  /** Epoch milliseconds, oldest first. */
  times: readonly number[]
  /** At most two. */
  series: readonly ChartSeries[]
  /** `bars` for what is counted, `line` for what is measured. */
  shape: 'bars' | 'line'
  tickOf: (ms: number) => string
  figureOf: (value: number) => string
  label: string
}

const heightPx = 210
/** How much of a step its bars fill. */
const barShare = 0.7
const barPxMax = 48
/** Of the figures beside the chart: there is no half message, nor half a second. */
const wholeSteps = Array.from({ length: 9 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** power)).flat()

/** A chart over time, drawn anew when its width or the theme changes. */
export function Chart({ times, series, shape, tickOf, figureOf, label }: ChartProps) {
  const ref = useRef<HTMLDivElement>(null)
  const chosen = theme.value
  useEffect(() => {
    const place = ref.current
    if (!place) return
    let plot: uPlot | undefined
    const draw = () => {
      plot?.destroy()
      const colors = colorsOf(place)
      const data = [times.map((ms) => ms / 1000), ...series.map(({ values }) => [...values])] as uPlot.AlignedData
      plot = new uPlot(optionsOf(place.clientWidth, colors), data, place)
    }
    const optionsOf = (width: number, colors: Colors): uPlot.Options => ({
      width,
      height: heightPx,
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: true, range: (_, min, max) => padded(min, max, times.length) },
        y: { range: (_, __, max) => [0, Math.max(max * 1.08, 1)] },
      },
      axes: [
        {
          ...axisOf(colors),
          size: 28,
          splits: () => ticksOf(times, width),
          values: (_, splits) => splits.map((at) => tickOf(at * 1000)),
        },
        {
          ...axisOf(colors),
          size: 64,
          incrs: wholeSteps,
          values: (_, splits) => splits.map((value) => (value === 0 ? '0' : figureOf(value))),
        },
      ],
      series: [
        {},
        ...series.map(({ name }, index) => ({
          label: name,
          stroke: colors.series[index] ?? '',
          width: shape === 'line' ? 2 : 0,
          ...(shape === 'bars'
            ? { fill: colors.series[index] ?? '', paths: barsOf(index, series.length), points: { show: false } }
            : { spanGaps: true, points: { show: true, size: 6, fill: colors.series[index] ?? '' } }),
        })),
      ],
    })
    const resized = new ResizeObserver(draw)
    resized.observe(place)
    const dark = matchMedia('(prefers-color-scheme: dark)')
    dark.addEventListener('change', draw)
    return () => {
      resized.disconnect()
      dark.removeEventListener('change', draw)
      plot?.destroy()
    }
  }, [times, series, shape, chosen])
  return (
    <figure class="chart">
      <figcaption>
        {series.map(({ name }, index) => (
          <span key={name}>
            <i class={`chart-swatch s${index}`} />
            {name}
          </span>
        ))}
      </figcaption>
      <div ref={ref} class="chart-place" role="img" aria-label={label} style={{ minHeight: `${heightPx}px` }} />
    </figure>
  )
}

interface Colors {
  ink: string
  line: string
  series: string[]
}

/** A canvas wants colours themselves, not the tokens that stand for them. */
function colorsOf(place: HTMLElement): Colors {
  const style = getComputedStyle(place)
  const swatches = place.parentElement?.querySelectorAll<HTMLElement>('.chart-swatch') ?? []
  return {
    ink: style.color,
    line: style.borderTopColor,
    series: [...swatches].map((each) => getComputedStyle(each).backgroundColor),
  }
}

const axisOf = ({ ink, line }: Colors): uPlot.Axis => ({
  stroke: ink,
  font: '11px system-ui, sans-serif',
  grid: { stroke: line, width: 1 },
  ticks: { show: false },
})

/** Half a step of air on either side, so that the outermost bars are whole. */
function padded(min: number, max: number, count: number): [number, number] {
  const half = count > 1 ? (max - min) / (count - 1) / 2 : 43_200
  return [min - half, max + half]
}

const tickPx = 72

function ticksOf(times: readonly number[], width: number): number[] {
  const every = Math.max(1, Math.ceil(times.length / Math.max(1, Math.floor(width / tickPx))))
  return times.filter((_, index) => index % every === 0).map((ms) => ms / 1000)
}

/** One bar in the middle of its step, two beside each other. */
function barsOf(index: number, count: number): uPlot.Series.PathBuilder {
  const bars = uPlot.paths.bars
  if (!bars) throw new Error('the chart library draws no bars')
  return bars({ size: [barShare / count, barPxMax], align: count === 1 ? 0 : index === 0 ? -1 : 1, radius: 0.12 })
}
