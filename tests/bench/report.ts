/** One line of the table. */
export interface Figure {
  what: string
  ours: string
  baseline?: string
  /** Ours by baseline's. */
  ratio?: number
  aim?: string
  met?: boolean
}

/** The table as Markdown. */
export function tableOf(figures: readonly Figure[]): string {
  const head = ['', 'ours', 'baseline', 'ratio', 'aim', '']
  const lines = figures.map(({ what, ours, baseline = '', ratio, aim = '', met }) => [
    ...[what, ours, baseline, ratio === undefined ? '' : `${ratio.toFixed(2)} ×`, aim],
    met === undefined ? '' : met ? 'met' : '**missed**',
  ])
  const all = [head, head.map(() => '---'), ...lines]
  const widths = head.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0)))
  const draw = (line: string[]) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return all
    .map((line) => (line === all[1] ? `|${widths.map((n) => '-'.repeat(n + 2)).join('|')}|` : draw(line)))
    .join('\n')
}

export const whole = (value: number) => Math.round(value).toLocaleString('en-US')
export const perSecond = (value: number) => `${whole(value)}/s`
export const milliseconds = (value: number) => `${value.toFixed(1)} ms`
