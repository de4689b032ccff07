import type { Rolldown } from 'vite'

/** One file for each language. */
function textsOf(files: RegExp, rest: string): (id: string) => string | null {
  return (id) => {
    const language = files.exec(id)?.[1]
    return language === undefined ? null : language + rest
  }
}

/** Needs the tables of phone numbers, which are large. */
const withPhones = /models\/phone\.ts|cost-hint|settings\/price|(contact|new-conversation)-dialog/
/** Draws QR codes, once in the life of an account. */
const withQr = /factors\/(enroll-dialog|qr-code)/
/** For owners, once. */
const withSso = /settings\/sso\//
const opened =
  /screens\/(inbox|contacts|labels|commands|notifications\/notice-list|account-menu|settings\/page)|models\/voice|web\/ui\/|lucide/

/**
 * What comes together: a part of the app in one file packs better than in twenty, and is there at once when it is
 * opened. Each takes what it imports too, save what an earlier one has. What is in none has a file of its own.
 */
const groups: Rolldown.CodeSplittingGroup[] = [
  { name: 'index', test: /web\/main\.tsx|texts\/plural|screens\/page-title|icons\/check\./ },
  { name: 'door', test: /screens\/(sign-in|sign-up|invitation)\// },
  { name: 'inbox', test: /inbox\/inbox-screen/ },
  { name: 'numbering-plans', test: /node_modules\/libphonenumber-js/ },
  { name: 'keys', test: /commands\/registry|ui\/keep-focus/ },
  { name: 'alerts', test: /models\/alerts/ },
  { name: 'thread', test: /inbox\/thread-pane/ },
  { name: 'more', test: (id) => opened.test(id) && !withPhones.test(id) && !id.includes('emoji-panel') },
  { name: 'phone', test: withPhones },
  { name: 'passkey', test: /@simplewebauthn/ },
  { name: 'password-strength', test: /@zxcvbn-ts/ },
  {
    name: 'settings',
    test: (id) =>
      /screens\/(settings|notifications|analytics\/analytics-screen)/.test(id) && !withQr.test(id) && !withSso.test(id),
  },
  { name: 'sso', test: /screens\/sso\// },
  { name: 'sso-settings', test: withSso },
  { name: 'admin', test: /screens\/admin/ },
  { name: textsOf(/texts\/(..)\.ts/, ''), debugName: 'shared texts' },
  {
    name: textsOf(/texts\/(..)-(composer|desk|canned|contacts|dialog|help|notifications)\.ts/, '-more'),
    debugName: 'texts of more',
  },
  {
    name: textsOf(/texts\/(..)-(settings|hours|events|desk-settings|analytics|factors)\.ts/, '-settings'),
    debugName: 'texts of settings',
  },
]

export const chunks: Rolldown.CodeSplittingOptions = {
  groups: groups.map((group, index) => ({ ...group, priority: groups.length - index })),
}
