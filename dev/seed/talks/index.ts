import { abroad } from './abroad.ts'
import { answers } from './answers.ts'
import { deliveries } from './deliveries.ts'
import { people } from './people.ts'

export { otherShop } from './other-shop.ts'

/** All conversations of Demo Shop. */
export const demoShop = [...deliveries, ...abroad, ...answers, ...people]
