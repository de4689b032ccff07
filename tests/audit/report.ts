import type { Finding } from './sqlmap.ts'
import type { Target } from './targets.ts'

/** What became of one request. */
export interface Outcome {
  target: Target
  /** How the request is answered as it is made up, before anything was tried with it. */
  first: { status: number; text: string }
  counts: ReadonlyMap<number, number>
  finding: Finding
}

/** Why an outcome of a real route does not count as good; null: it does. */
export function faultOf({ target, first, counts, finding }: Outcome): string | null {
  if (finding.verdict === 'injectable') return 'INJECTABLE'
  if (finding.verdict !== 'silent') return finding.verdict
  const isRefused = [400, 401, 403].includes(first.status) && !(target.name in NEEDS_SECRETS)
  if (isRefused) return `answered ${first.status} as such`
  if ([...counts.keys()].some((status) => status >= 500 && status !== 503)) return 'broke'
  if (counts.has(429)) return 'limited'
  return null
}

/** The table of a run. */
export function tableOf(outcomes: readonly Outcome[], isCanary: (target: Target) => boolean): string {
  const rows = outcomes.map((outcome) => {
    const { target, first, counts, finding } = outcome
    const said = isCanary(target) ? finding.verdict : (faultOf(outcome) ?? 'silent')
    const asked = [...counts.values()].reduce((sum, count) => sum + count, 0)
    const statuses = [...counts].sort(([a], [b]) => a - b).map(([status, count]) => `${count} × ${status}`)
    return [target.name, target.marked.join(' '), String(first.status), String(asked), statuses.join(', '), said]
  })
  const all = [['route', 'tried', 'first', 'asked', 'answers', ''], ...rows]
  const widths = all[0]?.map((_, column) => Math.min(60, Math.max(...all.map((row) => row[column]?.length ?? 0)))) ?? []
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** What nobody can make up without their owner: tickets, links, codes, passkeys. The refusal is the answer that is tried. */
const NEEDS_SECRETS: Record<string, true> = {
  ...{ resetPassword: true, verifyEmail: true, previewInvitation: true, acceptInvitation: true, answerMfa: true },
  finishSso: true,
  ...{
    getMfaPasskeyOptions: true,
    signInByPasskey: true,
    signIn: true,
    changePassword: true,
    verifyAuthenticator: true,
  },
  ...{
    addPasskey: true,
    stepUp: true,
    startStaffSession: true,
    finishStaffSession: true,
    getStaffPasskeyOptions: true,
  },
}
