/** A row of the journal: sealed events in the order they came, or the name of an R2 object that holds them. */
export interface JournalRow {
  n: number
  count: number
  box: Uint8Array | null
  overflow: string | null
}

/**
 * Events that were acknowledged and are not in Postgres yet. One row is one gathered batch, sealed. Everything here is
 * synchronous: a row inserted and rows removed in one turn are one commit, and no answer leaves before it is durable.
 */
export class Journal {
  readonly #sql: SqlStorage
  #events: number

  constructor(sql: SqlStorage) {
    this.#sql = sql
    sql.exec(`create table if not exists journal (
      n integer primary key autoincrement, count integer not null, box blob, overflow text)`)
    this.#events = Number(sql.exec('select coalesce(sum(count), 0) as events from journal').one().events)
  }

  /** Events not yet applied. */
  get events(): number {
    return this.#events
  }

  append(count: number, box: Uint8Array | null, overflow: string | null): number {
    const { n } = this.#sql
      .exec('insert into journal (count, box, overflow) values (?, ?, ?) returning n', count, box, overflow)
      .one()
    this.#events += count
    return Number(n)
  }

  /** @returns the names of R2 objects that nothing names any more. */
  remove(rows: readonly { n: number; count: number }[]): string[] {
    const objects: string[] = []
    for (const { n, count } of rows) {
      for (const { overflow } of this.#sql.exec('delete from journal where n = ? returning overflow', n)) {
        if (overflow !== null) objects.push(String(overflow))
      }
      this.#events -= count
    }
    return objects
  }

  /** Rows after `n`, oldest first, up to about this many events. */
  read(afterN: number, eventsMax: number): JournalRow[] {
    const rows: JournalRow[] = []
    let events = 0
    for (const row of this.#sql.exec('select n, count, box, overflow from journal where n > ? order by n', afterN)) {
      rows.push({
        n: Number(row.n),
        count: Number(row.count),
        box: row.box === null ? null : new Uint8Array(row.box as ArrayBuffer),
        overflow: row.overflow as string | null,
      })
      events += Number(row.count)
      if (events >= eventsMax) break
    }
    return rows
  }
}
