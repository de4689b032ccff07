import { beforeAll } from 'vitest'
import { textsLoaded } from '../../web/texts/index.ts'

// After the imports of the test, which know what texts they need.
beforeAll(textsLoaded)
