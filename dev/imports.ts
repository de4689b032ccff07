import { posix } from 'node:path'

export interface SourceFile {
  /** From the root of the checkout, with forward slashes. */
  path: string
  text: string
}

export interface Import {
  /** A file of ours from the root of the checkout, or a package's name as written. */
  target: string
  isOurs: boolean
  /** Gone once the types are stripped. */
  isType: boolean
  /** Counted from 1. */
  line: number
}

const FROM = /^[ \t]*(import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s+)?(['"])([^'"\n]+)\3/gm
const CALL = /(await\s+|return\s+|=>\s*)?\bimport\(\s*(['"])([^'"\n]+)\2\s*\)/g

/** The same text with comments blanked out; lines and columns stay. Strings are kept. */
export function withoutComments(text: string): string {
  const token = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g
  return text.replace(token, (found) => (found.startsWith('/') ? found.replace(/[^\n]/g, ' ') : found))
}

/** What a file imports and re-exports, static and dynamic, in the order of the text within each kind. */
export function listImports(file: SourceFile): Import[] {
  const text = withoutComments(file.text)
  const found = [...text.matchAll(FROM)].map((match) => toImport(file, text, match, match[4], match[2] !== undefined))
  for (const match of text.matchAll(CALL)) found.push(toImport(file, text, match, match[3], match[1] === undefined))
  return found
}

function toImport(file: SourceFile, text: string, match: RegExpExecArray, name = '', isType: boolean): Import {
  const line = text.slice(0, match.index).split('\n').length
  if (!name.startsWith('.')) return { target: name, isOurs: false, isType, line }
  return { target: posix.join(posix.dirname(file.path), name), isOurs: true, isType, line }
}

/**
 * Circles among the files' imports. Imports of types are left out: nothing runs there.
 * @returns Each circle once, as the paths along it; the last imports the first.
 */
export function findCycles(files: readonly SourceFile[]): string[][] {
  const known = new Set(files.map((file) => file.path))
  const targets = new Map(
    files.map((file) => {
      const ours = listImports(file).filter((one) => one.isOurs && !one.isType && known.has(one.target))
      return [file.path, ours.map((one) => one.target)]
    }),
  )
  const cycles: string[][] = []
  const finished = new Set<string>()
  const trail: string[] = []
  const visit = (path: string): void => {
    const start = trail.indexOf(path)
    if (start >= 0) cycles.push(trail.slice(start))
    if (start >= 0 || finished.has(path)) return
    trail.push(path)
    for (const target of targets.get(path) ?? []) visit(target)
    trail.pop()
    finished.add(path)
  }
  for (const file of files) visit(file.path)
  return cycles
}
