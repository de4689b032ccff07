// Values as blind indexes see them. What is stored and shown stays as it came; two writings of one value must meet
// here. A wamid and a business-scoped user id are opaque: their letters keep their case.

/** E.164 digits without the plus sign: `+31 6 1234-5678` → `31612345678`. National numbers must be made E.164 first. */
export const normalisePhone = (phone: string): string => phone.replace(/\D/g, '')

export const normaliseUserId = (userId: string): string => userId.trim()

/** `@Zoe.Shop` → `zoe.shop` */
export const normaliseUsername = (username: string): string => username.trim().replace(/^@+/, '').toLowerCase()

export const normaliseEmail = (email: string): string => email.trim().normalize('NFC').toLowerCase()

export const normaliseWamid = (wamid: string): string => wamid
