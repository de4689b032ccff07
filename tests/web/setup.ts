import { textsLoaded } from '../../web/texts/index.ts'

await textsLoaded
