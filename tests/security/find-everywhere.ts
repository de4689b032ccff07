import type pg from 'pg'

/** Where a needle was found: the table, and the form in which it stood there. */
export interface Finding {
  table: string
  needle: string
  form: string
}

/**
 * Looks for values in every column of every row of every table, as plain text, as bytes, and in hex and base64 of
 * whatever alignment. A row's text shows bytes in hex, so that one look at it sees all of them.
 */
export async function findEverywhere(owner: pg.Client, needles: Record<string, string | Buffer>): Promise<Finding[]> {
  const { rows: tables } = await owner.query<{ name: string }>(`
    select quote_ident(relname) as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by 1`)
  const wanted = Object.entries(needles).flatMap(([needle, value]) =>
    formsOf(value).map(({ form, text }) => ({ needle, form, text })),
  )
  const findings: Finding[] = []
  for (const { name } of tables) {
    const { rows } = await owner.query<{ needle: string; form: string }>(
      `select distinct x.needle, x.form from json_to_recordset($1) as x(needle text, form text, text text), ${name} t
       where strpos(case x.form when 'hex' then lower(t::text) else t::text end, x.text) > 0`,
      [JSON.stringify(wanted)],
    )
    findings.push(...rows.map((row) => ({ table: name, ...row })))
  }
  return findings
}

/** @returns a sentence for each needle and form that stands in the text. */
export function findInText(place: string, text: string, needles: Record<string, string>): string[] {
  return Object.entries(needles).flatMap(([needle, value]) =>
    formsOf(value).flatMap(({ form, text: look }) => (text.includes(look) ? [`${needle} ${form} in ${place}`] : [])),
  )
}

/** How a value may stand in bytes: as it is, in hex, and in base64 of whatever alignment. */
function formsOf(value: string | Buffer): { form: string; text: string }[] {
  const bytes = Buffer.from(value)
  return [
    ...(typeof value === 'string' ? [{ form: 'text', text: value }] : []),
    { form: 'hex', text: bytes.toString('hex') },
    ...[0, 1, 2].map((before) => ({ form: 'base64', text: base64Core(bytes, before) })),
  ]
}

/** What the base64 of the bytes has in common wherever they stand, `before` bytes into a group of three. */
function base64Core(bytes: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes])
    .toString('base64')
    .replace(/=+$/, '')
  const whole = Math.floor((before + bytes.length) / 3) * 4
  return text.slice(before === 0 ? 0 : 4, whole)
}
