import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/virtual-core'
import { useLayoutEffect, useReducer, useState } from 'preact/hooks'

type Wiring = 'scrollToFn' | 'observeElementRect' | 'observeElementOffset'
type Options = Omit<VirtualizerOptions<HTMLElement, HTMLElement>, Wiring>

/** A list of which only what is in sight is in the page. */
export function useVirtual(options: Options): Virtualizer<HTMLElement, HTMLElement> {
  const [, redraw] = useReducer((count: number) => count + 1, 0)
  const complete = {
    ...options,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: (instance: Virtualizer<HTMLElement, HTMLElement>, sync: boolean) => {
      redraw(0 as never)
      options.onChange?.(instance, sync)
    },
  }
  const [virtualizer] = useState(() => new Virtualizer<HTMLElement, HTMLElement>(complete))
  virtualizer.setOptions(complete)
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer])
  useLayoutEffect(() => virtualizer._willUpdate())
  return virtualizer
}
