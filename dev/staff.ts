import pg from 'pg'

/** Makes a person staff, or ends it, as the owner of the schema; the app has no way to. Both leave a row in the platform's log. */
export async function changeStaff(ownerUrl: string, verb: 'add' | 'end', userId: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    const call = verb === 'add' ? 'select add_staff($1) as id' : 'select end_staff($1) as id'
    const { rows } = await client.query<{ id: string | null }>(call, [userId])
    return rows[0]?.id !== null
  } finally {
    await client.end()
  }
}

/** `npm run staff -- add|end <user id>`; the id is what `/api/me` calls `userId`. */
async function main([verb, userId]: string[]): Promise<void> {
  const ownerUrl = process.env.DATABASE_OWNER_URL
  if (!ownerUrl) throw new Error('DATABASE_OWNER_URL is not set: the direct address of the database, as its owner')
  if ((verb !== 'add' && verb !== 'end') || !/^[0-9a-f-]{36}$/.test(userId ?? '')) {
    throw new Error('npm run staff -- add <user id>, or end <user id>')
  }
  const changed = await changeStaff(ownerUrl, verb, userId as string)
  console.log(changed ? `done: ${verb} ${userId}` : 'it was so already')
}

if (import.meta.main) {
  await main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  })
}
