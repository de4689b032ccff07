interface StartedAttempt {
  attemptId: string
  messageId: string
}

/**
 * What this object knows of attempts beyond Postgres. `started`: the call goes out now, and its result is not posted;
 * after a crash nobody can know whether the customer got it. `posted`: the result is in the inbox's journal, perhaps
 * not yet in Postgres; it must not be taken for an attempt that was never made.
 */
export class Attempts {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
    sql.exec(`create table if not exists attempts (
      attempt_id text primary key, message_id text not null, posted integer not null default 0)`)
  }

  start({ attemptId, messageId }: StartedAttempt): void {
    this.#sql.exec('insert into attempts (attempt_id, message_id) values (?, ?)', attemptId, messageId)
  }

  posted(attemptId: string): void {
    this.#sql.exec('update attempts set posted = 1 where attempt_id = ?', attemptId)
  }

  /** Started by a former life of this object, with no result. */
  unresolved(): StartedAttempt[] {
    return this.#sql
      .exec<{ attempt_id: string; message_id: string }>('select attempt_id, message_id from attempts where posted = 0')
      .toArray()
      .map((row) => ({ attemptId: row.attempt_id, messageId: row.message_id }))
  }

  knows(attemptId: string): boolean {
    return this.#sql.exec('select 1 from attempts where attempt_id = ?', attemptId).toArray().length > 0
  }

  /** Forgets what Postgres knows by now. @param open Attempts without an outcome there. */
  keepOnly(open: ReadonlySet<string>): void {
    const posted = this.#sql.exec<{ attempt_id: string }>('select attempt_id from attempts where posted = 1').toArray()
    for (const { attempt_id } of posted) {
      if (!open.has(attempt_id)) this.#sql.exec('delete from attempts where attempt_id = ?', attempt_id)
    }
  }
}
