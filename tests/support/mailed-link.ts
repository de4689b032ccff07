import { expect } from 'vitest'

/** The newest link to a page that a stack's mailbox has for an address; waits for one. */
export async function mailedLink({ mailUrl }: { mailUrl: string }, address: string, page: string): Promise<string> {
  const link = new RegExp(`http\\S+/${page}#token=[\\w-]+`)
  let found = ''
  const find = async () => {
    const response = await fetch(`${mailUrl}/emails?limit=100`, { headers: { authorization: 'Bearer any' } })
    const { data } = (await response.json()) as { data: { to: string[]; text: string }[] }
    found = data.filter(({ to }) => to.includes(address)).flatMap(({ text }) => link.exec(text)?.[0] ?? [])[0] ?? ''
    return found
  }
  await expect.poll(find, { timeout: 30_000 }).not.toBe('')
  return found
}
