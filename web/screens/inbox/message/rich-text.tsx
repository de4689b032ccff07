import { useMemo } from 'preact/hooks'
import { type Block, type Inline, parseFormatting } from '../../../models/formatting.ts'
import { SafeLink } from './safe-link.tsx'

/** A text in WhatsApp's formatting, as elements. Nothing in it is ever read as HTML. */
export function RichText({ text }: { text: string }) {
  const blocks = useMemo(() => parseFormatting(text), [text])
  return (
    <div class={`rich ${isOnlyEmoji(text) ? 'big' : ''}`} dir="auto">
      {blocks.map((block, index) => (
        <BlockView key={String(index)} block={block} />
      ))}
    </div>
  )
}

/** One to three emoji and nothing else are drawn large, as on a phone. */
function isOnlyEmoji(text: string): boolean {
  return /^(?:\p{RGI_Emoji}\s*){1,3}$/v.test(text.trim())
}

function BlockView({ block }: { block: Block }) {
  switch (block.kind) {
    case 'paragraph':
      return (
        <p>
          <Lines lines={block.lines} />
        </p>
      )
    case 'quote':
      return (
        <blockquote>
          <Lines lines={block.lines} />
        </blockquote>
      )
    case 'bullets':
      return (
        <ul>
          <Items items={block.items} />
        </ul>
      )
    case 'numbers':
      return (
        <ol start={block.start}>
          <Items items={block.items} />
        </ol>
      )
    case 'code':
      return <pre>{block.text}</pre>
  }
}

function Lines({ lines }: { lines: Inline[][] }) {
  return lines.map((line, index) => [index > 0 && <br />, <Nodes key={String(index)} nodes={line} />])
}

function Items({ items }: { items: Inline[][] }) {
  return items.map((item, index) => (
    <li key={String(index)}>
      <Nodes nodes={item} />
    </li>
  ))
}

function Nodes({ nodes }: { nodes: Inline[] }) {
  return nodes.map((node, index) => <Node key={String(index)} node={node} />)
}

function Node({ node }: { node: Inline }) {
  switch (node.kind) {
    case 'text':
      return <>{node.text}</>
    case 'code':
      return <code>{node.text}</code>
    case 'link':
      return <SafeLink href={node.href} text={node.text} />
    case 'bold':
      return (
        <strong>
          <Nodes nodes={node.children} />
        </strong>
      )
    case 'italic':
      return (
        <em>
          <Nodes nodes={node.children} />
        </em>
      )
    case 'strike':
      return (
        <s>
          <Nodes nodes={node.children} />
        </s>
      )
  }
}
