import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync, traverse } from '@babel/core'
import { ROOT } from '../../dev/config.ts'

interface Source {
  path: string
  text: string
}

/** Attributes that people see or hear. */
const spoken = new Set(['aria-label', 'aria-description', 'title', 'placeholder', 'alt', 'label', 'lead', 'confirm'])

/** Texts of the screens that stand outside the catalogue, and reads of the catalogue before it has come. */
export function findLooseTexts(sources: readonly Source[] = readScreens()): string[] {
  return sources.flatMap(({ path, text }) => {
    const found: string[] = []
    const note = (line: number, what: string) => found.push(`${path}:${line} ${what}`)
    const parserOpts = { plugins: ['typescript', 'jsx'] }
    const tree = parseSync(text, { filename: path, configFile: false, babelrc: false, parserOpts })
    if (!tree) throw new Error(`${path} cannot be read`)
    traverse(tree, {
      JSXText({ node }) {
        const words = String(node.value).trim()
        if (isText(words)) note(node.loc.start.line, words)
      },
      JSXAttribute({ node }) {
        const words = literalOf(node.value as LiteralNode | null)
        if (spoken.has(nameOf(node.name)) && isText(words)) note(node.loc.start.line, words)
      },
      MemberExpression(at) {
        const { node } = at
        const isRead = node.object.type === 'Identifier' && node.object.name === 't'
        if (isRead && !at.getFunctionParent()) note(node.loc.start.line, 't is read before it is there')
      },
    })
    return found
  })
}

interface LiteralNode {
  type: string
  value?: unknown
  expression?: LiteralNode
}

const nameOf = (name: unknown): string => String((name as { name: unknown }).name)

/** The words of `"…"` or `{'…'}`; nothing if they are computed. */
function literalOf(node: LiteralNode | null | undefined): string {
  if (node?.type === 'JSXExpressionContainer') return literalOf(node.expression)
  return node?.type === 'StringLiteral' ? String(node.value) : ''
}

const isText = (value: string): boolean => /\p{L}/u.test(value)

function readScreens(): Source[] {
  const paths = globSync('web/**/*.{ts,tsx}', { cwd: ROOT, exclude: ['web/dist/**', 'web/texts/**'] })
  return paths.map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }))
}
