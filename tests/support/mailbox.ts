import { inject } from 'vitest'

/** An e-mail as Resend's API tells of it. */
export interface Mail {
  from: string
  to: string[]
  subject: string
  text: string
  html: string
}

/** The tokens of the links to a page that were mailed to an address. */
export async function mailedTokens(address: string, page: string): Promise<string[]> {
  const link = new RegExp(`/${page}#token=([\\w-]+)`)
  return (await mailTo(address)).flatMap(({ text }) => link.exec(text)?.[1] ?? [])
}

/** What arrived at an address, newest first. */
export async function mailTo(address: string): Promise<Mail[]> {
  const headers = { authorization: 'Bearer any' }
  const response = await fetch(`${inject('services').mailUrl}/emails?limit=100`, { headers })
  const { data } = (await response.json()) as { data: Mail[] }
  return data.filter((mail) => mail.to.includes(address))
}
