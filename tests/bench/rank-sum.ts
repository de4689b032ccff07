/** What the Mann–Whitney test says of two samples. */
export interface RankSum {
  /** How often one of the first is larger than one of the second; ties count half. 0.5: no difference. */
  share: number
  /** How likely a difference as large is where there is none, from both sides. */
  p: number
}

/** Compares two samples by their ranks: no shape is assumed, and outliers weigh as others do. By the normal distribution, with ties. */
export function rankSum(first: readonly number[], second: readonly number[]): RankSum {
  const all = [...first.map((value) => ({ value, of: 0 })), ...second.map((value) => ({ value, of: 1 }))]
  all.sort((a, b) => a.value - b.value)
  let rankOfFirst = 0
  let ties = 0
  for (let at = 0; at < all.length; ) {
    let end = at
    while (end < all.length && all[end]?.value === all[at]?.value) end++
    const rank = (at + 1 + end) / 2
    for (let each = at; each < end; each++) if (all[each]?.of === 0) rankOfFirst += rank
    ties += (end - at) ** 3 - (end - at)
    at = end
  }
  const [n, m, total] = [first.length, second.length, all.length]
  const u = rankOfFirst - (n * (n + 1)) / 2
  const deviation = Math.sqrt(((n * m) / 12) * (total + 1 - ties / (total * (total - 1))))
  const z = deviation === 0 ? 0 : (Math.abs(u - (n * m) / 2) - 0.5) / deviation
  return { share: u / (n * m), p: Math.min(1, 2 * upperTail(Math.max(0, z))) }
}

/** Of the normal distribution, by Abramowitz and Stegun 26.2.17: right to seven digits. */
function upperTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z)
  const factors = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429]
  const series = factors.reduceRight((sum, factor) => (sum + factor) * t, 0)
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series
}
