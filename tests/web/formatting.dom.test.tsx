import { render } from '@testing-library/preact'
import { describe, expect, it } from 'vitest'
import { plainText } from '../../web/models/formatting.ts'
import { RichText } from '../../web/screens/inbox/message/rich-text.tsx'
import { SafeLink } from '../../web/screens/inbox/message/safe-link.tsx'

const html = (text: string) => render(<RichText text={text} />).container.firstElementChild?.innerHTML

describe('WhatsApp formatting', () => {
  it('renders bold, italic, strike and code as elements', () => {
    expect(html('*bold* _italic_ ~gone~ `code`')).toBe(
      '<p><strong>bold</strong> <em>italic</em> <s>gone</s> <code>code</code></p>',
    )
  })

  it('nests marks and leaves code alone', () => {
    expect(html('*very _important_ thing*')).toBe('<p><strong>very <em>important</em> thing</strong></p>')
    expect(html('`*not bold*`')).toBe('<p><code>*not bold*</code></p>')
  })

  it('leaves marks inside words, open marks and lone marks as they are', () => {
    for (const text of ['snake_case_name', '2*3*4', '*open', 'a * spaced * b', '**']) {
      expect(html(text)).toBe(`<p>${text}</p>`)
    }
  })

  it('renders blocks: fenced code, quotes, bullets and numbers', () => {
    expect(html('```const a = *1*```')).toBe('<pre>const a = *1*</pre>')
    expect(html('> one\n> two')).toBe('<blockquote>one<br>two</blockquote>')
    expect(html('- one\n- two')).toBe('<ul><li>one</li><li>two</li></ul>')
    expect(html('3. three\n4. four')).toBe('<ol start="3"><li>three</li><li>four</li></ol>')
    expect(html('an open ``` fence')).toBe('<p>an open ``` fence</p>')
  })

  it('never turns text into markup', () => {
    const { container } = render(<RichText text={'<img src=x onerror="alert(1)"> *<script>1</script>*'} />)
    expect(container.querySelectorAll('img, script')).toHaveLength(0)
    expect(container.textContent).toContain('<img src=x')
  })

  it('links addresses without the sentence around them', () => {
    const { container } = render(<RichText text="See (https://demo.shop/a_b_c), or www.demo.shop." />)
    const links = [...container.querySelectorAll('a')].map((link) => link.getAttribute('href'))
    expect(links).toEqual(['https://demo.shop/a_b_c', 'https://www.demo.shop/'])
    expect(container.textContent).toBe('See (https://demo.shop/a_b_c), or www.demo.shop.')
  })

  it('gives previews without the marks', () => {
    expect(plainText('*Hello* _you_\n- one')).toBe('Hello you one')
  })
})

describe('SafeLink', () => {
  it('opens http and https elsewhere and tells the other side nothing', () => {
    const { container } = render(<SafeLink href="https://demo.shop/a" text="https://demo.shop/a" />)
    const link = container.querySelector('a')
    expect(link?.getAttribute('rel')).toBe('noopener noreferrer nofollow')
    expect(link?.getAttribute('target')).toBe('_blank')
    expect(container.textContent).toBe('https://demo.shop/a')
  })

  it.each(['javascript:alert(1)', 'data:text/html,x', 'vbscript:x', 'https://'])('makes no link of %s', (href) => {
    const { container } = render(<SafeLink href={href} text="press me" />)
    expect(container.querySelector('a')).toBeNull()
    expect(container.textContent).toBe('press me')
  })

  it('shows the true host of a name with look-alike letters', () => {
    const { container } = render(<SafeLink href="https://аpple.com/login" text="https://аpple.com/login" />)
    expect(container.textContent).toContain('(xn--pple-43d.com)')
  })

  it('shows the host behind a user name, and behind a text that names another', () => {
    const first = render(<SafeLink href="https://bank.com@evil.example/x" text="https://bank.com@evil.example/x" />)
    expect(first.container.textContent).toContain('(evil.example)')
    const second = render(<SafeLink href="https://evil.example/" text="See the ad" />)
    expect(second.container.textContent).toContain('(evil.example)')
  })

  it('takes out characters that turn the direction of reading', () => {
    const { container } = render(<SafeLink href="https://demo.shop/" text={'https://demo.shop/\u202egpj.exe'} />)
    expect(container.querySelector('a')?.textContent).toBe('https://demo.shop/gpj.exe')
  })
})
