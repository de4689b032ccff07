import { vi } from 'vitest'

export interface Asked {
  method: string
  path: string
  body: unknown
}

type Answer = { status?: number; body?: unknown; headers?: Record<string, string> } | Error

/**
 * Stands in for the server. `answer` decides about each request; an Error is a connection that broke.
 *
 * @returns What was asked, oldest first.
 */
export function fakeServer(answer: (asked: Asked) => Answer | undefined): Asked[] {
  const asked: Asked[] = []
  vi.stubGlobal('fetch', async (path: string, init: RequestInit = {}) => {
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined
    const request = { method: init.method ?? 'GET', path, body }
    asked.push(request)
    const given = answer(request)
    if (given instanceof Error) throw given
    if (!given) return new Response(problem('NOT_FOUND', 404, 'Not found'), { status: 404 })
    const { status = 200, headers = {} } = given
    return new Response(given.body === undefined ? null : JSON.stringify(given.body), { status, headers })
  })
  return asked
}

/** A problem+json answer. */
export function refusal(status: number, code: string, detail: string): Answer {
  return { status, body: JSON.parse(problem(code, status, detail)) }
}

function problem(code: string, status: number, detail: string): string {
  return JSON.stringify({ type: 'about:blank', title: code, status, detail, code, requestId: 'req-1' })
}
