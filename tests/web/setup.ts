import { configure } from '@testing-library/preact'
import { beforeAll } from 'vitest'
import { textsLoaded } from '../../web/texts/index.ts'

// Where a test has no server, there is none: what is still asked when it ends goes nowhere.
globalThis.fetch = () => Promise.reject(new TypeError('There is no server in this test.'))

// On a busy machine a second is short.
configure({ asyncUtilTimeout: 4_000 })

// After the imports of the test, which know what texts they need.
beforeAll(textsLoaded)
