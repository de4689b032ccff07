import { describe, expect, it } from 'vitest'
import { PASSWORD_SCORE_MIN, scorePassword } from '../../worker/contract/password-strength.ts'
import { PasswordChange, SignIn } from '../../worker/contract/team.ts'

const about = ['owner@demo.test', 'Cleo New', 'Fresh Shop', 'Amsterdam Flower Delivery Company']

describe('a password that is easy to guess', () => {
  it.each([
    'password password password password',
    'Password-password_PASSWORD.password',
    'passwordpasswordpassword1',
    'password monkey password monkey password',
    'iloveyou iloveyou iloveyou iloveyou',
    'iloveyouiloveyouiloveyouiloveyou',
    '12345678 12345678 12345678',
    '1234567890123456789012345',
    '123456789012345678901234567890123456789012345678901234567890',
    'abcdefghijklmnopqrstuvwxyz0123456789',
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    'ｐａｓｓｗｏｒｄ１２３４',
    'ｐａｓｓｗｏｒｄ ｐａｓｓｗｏｒｄ ｐａｓｓｗｏｒｄ',
  ])('%s', async (password) => {
    expect(await scorePassword(password, [])).toBeLessThan(PASSWORD_SCORE_MIN)
  })

  it.each([
    'owner@demo.test',
    'owner@demo.test owner@demo.test',
    'Cleo New Cleo New Cleo New',
    'CleoNewFreshShop',
    'Fresh Shop Fresh Shop',
    'FreshShop2026',
    'Fresh Shop 2026',
    'Fr3shSh0p2026',
    'Cleo New owner@demo.test Fresh Shop',
    'Amsterdam Flower Delivery Company',
    'ＦｒｅｓｈＳｈｏｐ２０２６',
  ])('of what others know: %s', async (password) => {
    expect(await scorePassword(password, about)).toBeLessThan(PASSWORD_SCORE_MIN)
  })
})

it.each([
  'correct horse battery staple',
  'correct-horse-battery-staple',
  'correcthorsebatterystaple',
  'seven purple llamas sing',
  'Cleo paints seven llamas',
  'never fresh salmon bicycle',
  'the cat and the dog and the giraffe',
  'x$7Kq!mZ2&vR',
  'gT4vN8qLw2Zx',
  'hucnyz-Jimwu0-xykbam',
  '7f3c9e1a5b8d2046',
  `${'a'.repeat(24)} of several harmless giraffes`,
  '正しい馬電池ホチキス紙飛行機',
])('a password that is hard to guess: %s', async (password) => {
  expect(await scorePassword(password, about)).toBeGreaterThanOrEqual(PASSWORD_SCORE_MIN)
})

it('the longest is judged at once', async () => {
  await scorePassword('', [])
  const startMs = performance.now()
  await scorePassword(`${'ab1'.repeat(42)}${'xyzzy'.repeat(26)}`, about)
  expect(performance.now() - startMs).toBeLessThan(1_000)
})

describe('a password is read in the letters that count', () => {
  const change = (password: string) => PasswordChange.safeParse({ current: 'x', password }).data?.password

  it.each([
    ['full-width letters', 'ｓｅｖｅｎ ｌｌａｍａｓ', 'seven llamas', 'seven llamas'],
    ['twelve letters of six ligatures', 'ﬁ'.repeat(6), 'fi'.repeat(6), 'fi'.repeat(6)],
    ['six letters written as twelve', 'e\u0301'.repeat(6), 'é'.repeat(6), undefined],
    ['256 letters written as 512', 'e\u0301'.repeat(256), 'é'.repeat(256), 'é'.repeat(256)],
    ['360 letters written as 20', 'ﷺ'.repeat(20), undefined, undefined],
  ])('%s', (_, typed, known, made) => {
    expect(SignIn.safeParse({ email: 'a@demo.test', password: typed }).data?.password).toBe(known)
    expect(change(typed)).toBe(made)
  })
})
