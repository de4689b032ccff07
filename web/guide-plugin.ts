import { lexer, type Token, type Tokens } from 'marked'
import type { Plugin } from 'vite'
import type { Block, Guide, Part } from './screens/help/guide.ts'

/**
 * Turns a guide of `docs/guide/` into data while the app is built: no Markdown and no HTML reach the browser.
 * Pictures become assets of our own.
 *
 * @throws Error for anything in it that the Help screen does not show.
 */
export function guidePlugin(): Plugin {
  return {
    name: 'guide',
    transform(markdown, id) {
      if (!/\/docs\/guide\/[\w-]+\.md$/.test(id)) return null
      const pictures: string[] = []
      const guide = readGuide(markdown, (path) => `picture:${pictures.push(path) - 1}`)
      const imports = pictures.map((path, index) => `import p${index} from ${JSON.stringify(`./${path}`)}\n`)
      const data = JSON.stringify(guide).replace(/"picture:(\d+)"/g, 'p$1')
      return { code: `${imports.join('')}export default ${data}`, moduleType: 'js', map: null }
    },
  }
}

/** @param takePicture Gets the path of each picture and says what stands for it. */
export function readGuide(markdown: string, takePicture: (path: string) => string): Guide {
  const guide: Guide = { title: '', lead: [], sections: [] }
  for (const token of lexer(markdown)) {
    if (token.type === 'space') continue
    if (token.type === 'heading' && token.depth === 1) guide.title = token.text
    else if (token.type === 'heading') guide.sections.push({ title: token.text, blocks: [] })
    else (guide.sections.at(-1)?.blocks ?? guide.lead).push(blockOf(token, takePicture))
  }
  return guide
}

function blockOf(token: Token, takePicture: (path: string) => string): Block {
  if (token.type === 'list') {
    const items = (token as Tokens.List).items.map((item) => item.tokens.flatMap((inner) => partsOf(inner)))
    return { kind: 'list', ordered: token.ordered, items }
  }
  if (token.type !== 'paragraph') throw new Error(`the guide cannot show: ${token.raw}`)
  const [only, ...more] = token.tokens ?? []
  if (only?.type !== 'image') return { kind: 'paragraph', parts: partsOf(token) }
  if (more.length > 0) throw new Error(`a picture stands alone: ${token.raw}`)
  return { kind: 'picture', src: takePicture(only.href), alt: only.text }
}

function partsOf(token: Token): Part[] {
  const inner = 'tokens' in token ? (token.tokens ?? []) : []
  if (token.type === 'paragraph' || (token.type === 'text' && inner.length > 0)) return inner.flatMap(partsOf)
  if (token.type === 'text' || token.type === 'escape') return [{ kind: 'text', text: token.text }]
  if (token.type === 'strong') return [{ kind: 'strong', text: token.text }]
  if (token.type === 'codespan') return [{ kind: 'key', text: token.text }]
  throw new Error(`the guide cannot show: ${token.raw}`)
}
