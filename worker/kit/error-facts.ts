import type { LogFields } from './log.ts'

// Class 00 to 9x, or one of the lettered classes: a five-letter errno such as EPIPE is no SQLSTATE.
const SQLSTATE = /^(?:\d[0-9A-Z]|F0|HV|P0|XX)[0-9A-Z]{3}$/
const WORD = /^[A-Za-z][\w.-]{0,60}$/
const FRAME = /^\s+at (?:async )?(?:([\w.#$<>[\] ]+) \()?(?:file:\/\/)?([^\s()]+):(\d+):(\d+)\)?$/
const FRAMES_MAX = 5
const CAUSES_MAX = 5

/**
 * What a log may know of an error: its class, code, SQLSTATE, constraint, and our own stack frames. Never its message,
 * detail or parameters: a database error carries the row in them, and others carry what they were given.
 */
export function errorFacts(error: unknown): LogFields {
  if (!(error instanceof Error)) return { errorClass: error === null ? 'null' : typeof error }
  const chain = causes(error)
  const words = (field: 'code' | 'constraint', pattern: RegExp) =>
    chain.map((each) => (each as Error & Record<string, unknown>)[field]).find((word) => isWord(word, pattern))
  const facts = {
    sqlstate: words('code', SQLSTATE) as string | undefined,
    code: words('code', WORD) as string | undefined,
    constraint: words('constraint', WORD) as string | undefined,
    frames: ownFrames(chain.at(-1) ?? error),
  }
  return { errorClass: className(error), ...facts }
}

function causes(error: Error): Error[] {
  const chain: Error[] = []
  for (let each: unknown = error; each instanceof Error && chain.length < CAUSES_MAX; each = each.cause)
    chain.push(each)
  return chain
}

function isWord(word: unknown, pattern: RegExp): word is string {
  return typeof word === 'string' && pattern.test(word)
}

function className(error: Error): string {
  const name = error.name === 'Error' ? error.constructor.name : error.name
  return WORD.test(name) ? name : 'Error'
}

/** The first frames outside the runtime and the libraries, as `function file:line:column`, without folders. */
function ownFrames(error: Error): string[] {
  const stack = error.stack ?? ''
  // The stack begins with the message, whose own lines could look like frames.
  const messageEnd = stack.indexOf(error.message) + error.message.length
  const frames = stack
    .slice(messageEnd)
    .split('\n')
    .map((line) => FRAME.exec(line))
  return frames
    .filter((frame) => frame !== null)
    .filter(([, , path = '']) => !path.startsWith('node:') && !path.includes('node_modules'))
    .slice(0, FRAMES_MAX)
    .map(([, name, path = '', line, column]) => `${name ?? '-'} ${path.split('/').at(-1)}:${line}:${column}`)
}
