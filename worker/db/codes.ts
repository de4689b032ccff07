/** The SQLSTATE of a database error, wherever the driver put it; null for anything else. */
export function pgCode(error: unknown): string | null {
  for (let each: unknown = error, depth = 0; each instanceof Error && depth < 4; each = each.cause, depth++) {
    const code = (each as { code?: unknown }).code
    if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) return code
  }
  return null
}

/** The constraint that a statement hurt, or null. */
export function pgConstraint(error: unknown): string | null {
  for (let each: unknown = error, depth = 0; each instanceof Error && depth < 4; each = each.cause, depth++) {
    const constraint = (each as { constraint?: unknown }).constraint
    if (typeof constraint === 'string') return constraint
  }
  return null
}

/**
 * Whether the same statement may succeed later: no connection (no SQLSTATE at all), connection trouble (08), a
 * serialisation failure or deadlock (40), lack of resources (53), an operator's intervention or shutdown (57).
 */
export function isTransient(error: unknown): boolean {
  const code = pgCode(error)
  if (code !== null) return /^(08|40|53|57)/.test(code)
  return isDatabaseError(error)
}

/** A failed call to the database, as opposed to a mistake in our own code. */
export function isDatabaseError(error: unknown): boolean {
  for (let each: unknown = error, depth = 0; each instanceof Error && depth < 4; each = each.cause, depth++) {
    if (each.name === 'NeonDbError' || each.name === 'DrizzleQueryError') return true
  }
  return false
}
