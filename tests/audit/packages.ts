import { spawnSync } from 'node:child_process'
import { ROOT } from '../../dev/config.ts'

interface Report {
  metadata?: { vulnerabilities: Record<string, number> }
}

/** What of the deployed packages is known to be vulnerable. `unknown`: the registry does not say. */
export function checkPackages(): { state: 'fine' | 'vulnerable' | 'unknown'; text: string } {
  const args = ['audit', '--omit=dev', '--json', '--fetch-retries=0', '--fetch-timeout=20000']
  const { stdout, error } = spawnSync('npm', args, { cwd: ROOT, encoding: 'utf8', timeout: 60_000 })
  return readReport(stdout ?? '', error?.message)
}

/** @param stdout Of `npm audit --json`. */
export function readReport(stdout: string, failure = ''): ReturnType<typeof checkPackages> {
  const report = parse(stdout)
  if (!report?.metadata) {
    const why = report?.message ?? failure ?? ''
    return { state: 'unknown', text: `not checked: the registry does not answer (${why || 'no report'})` }
  }
  const { info: _, total: __, ...bySeverity } = report.metadata.vulnerabilities
  const found = Object.entries(bySeverity).filter(([, count]) => count > 0)
  if (found.length === 0) return { state: 'fine', text: 'no known vulnerability in a deployed package' }
  const isGrave = found.some(([severity]) => severity === 'high' || severity === 'critical')
  const text = found.map(([severity, count]) => `${count} ${severity}`).join(', ')
  return { state: isGrave ? 'vulnerable' : 'fine', text: `${text}; see npm audit` }
}

function parse(text: string): (Report & { message?: string }) | null {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
