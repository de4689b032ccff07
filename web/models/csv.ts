/**
 * The cells of a CSV, line by line, without empty lines. What separates them is what its heading has the most of:
 * comma, semicolon or tab. A cell in quotes may hold these, line breaks, and quotes, which are doubled.
 */
export function readCsv(text: string): string[][] {
  const [heading = ''] = text.split(/[\r\n]/, 1)
  const count = (separator: string) => heading.split(separator).length
  const [separator] = [',', ';', '\t'].sort((a, b) => count(b) - count(a))
  const cells = new RegExp(`(?:"((?:[^"]|"")*)"|([^${separator}\r\n]*))(${separator}|\r\n?|\n|$)`, 'g')
  const lines: string[][] = []
  let line: string[] = []
  for (const [, quoted, plain = '', end] of text.matchAll(cells)) {
    line.push(quoted?.replaceAll('""', '"') ?? plain)
    if (end === separator) continue
    if (line.some((cell) => cell !== '')) lines.push(line)
    line = []
    if (end === '') break
  }
  return lines
}
