import './help.css'
import { Search } from 'lucide-preact'
import { useEffect, useState } from 'preact/hooks'
import guide from '../../../docs/guide/agents.md'
import { t } from '../../texts/help.ts'
import { language } from '../../texts/language.ts'
import { usePageTitle } from '../page-title.ts'
import { anchorOf, type Block, findSections, type Part, type Section } from './guide.ts'

/** The guide for agents, with a search over its sections. */
export function HelpScreen() {
  const [query, setQuery] = useState('')
  usePageTitle(t.rail.help)
  useEffect(() => {
    // The screen draws after the browser has looked for the anchor of the address.
    if (location.hash !== '') document.getElementById(location.hash.slice(1))?.scrollIntoView()
  }, [])
  const found = findSections(guide, query)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <main class="guide scroll" tabIndex={0} aria-label={t.rail.help}>
      <div class="guide-inner">
        <header>
          <div lang="en">
            <h1>{guide.title}</h1>
            {guide.lead.map((block, index) => (
              <BlockOf key={index} block={block} />
            ))}
          </div>
          {language !== 'en' && <p class="mute">{t.help.inEnglish}</p>}
          <search class="search">
            <Search size={15} aria-hidden="true" />
            <input
              type="text"
              inputMode="search"
              autoComplete="off"
              aria-label={t.help.search}
              placeholder={t.help.search}
              value={query}
              onInput={(event) => setQuery(event.currentTarget.value)}
            />
          </search>
          <p class="sr-only" aria-live="polite">
            {query.trim() !== '' && t.help.found(found.length)}
          </p>
        </header>
        {found.length === 0 && <p class="guide-nothing">{t.help.nothing}</p>}
        <div lang="en">
          {found.map((section) => (
            <SectionOf key={section.title} section={section} />
          ))}
        </div>
      </div>
    </main>
  )
}

function SectionOf({ section: { title, blocks } }: { section: Section }) {
  return (
    <section id={anchorOf(title)} aria-label={title}>
      <h2>{title}</h2>
      {blocks.map((block, index) => (
        <BlockOf key={index} block={block} />
      ))}
    </section>
  )
}

function BlockOf({ block }: { block: Block }) {
  switch (block.kind) {
    case 'paragraph':
      return <p>{block.parts.map(drawPart)}</p>
    case 'picture':
      return <img src={block.src} alt={block.alt} loading="lazy" />
    case 'list': {
      const List = block.ordered ? 'ol' : 'ul'
      return (
        <List>
          {block.items.map((parts, index) => (
            <li key={index}>{parts.map(drawPart)}</li>
          ))}
        </List>
      )
    }
  }
}

function drawPart({ kind, text }: Part) {
  if (kind === 'strong') return <strong>{text}</strong>
  return kind === 'key' ? <kbd class="kbd">{text}</kbd> : text
}
