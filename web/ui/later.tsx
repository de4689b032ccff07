import { type ComponentType, h, type VNode } from 'preact'
import { useEffect, useReducer } from 'preact/hooks'
import { textsLoaded } from '../texts/index.ts'

type Later<P> = ((props: P) => VNode<P> | null) & { preload: () => Promise<void> }

let onLoadFailed: (error: unknown) => void = () => {}

/** What to do when a part of the app cannot be fetched, as after a deployment or without a connection. */
export function setLoadFailedHandler(handler: (error: unknown) => void): void {
  onLoadFailed = handler
}

/** A component whose code comes when it is first drawn, or earlier with `preload`. Until then it draws nothing. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): Later<P> {
  let component: ComponentType<P> | undefined
  let coming: Promise<void> | undefined
  const fetchIt = async () => {
    const loaded = await load()
    await textsLoaded() // Its code has asked for its texts, which may still be on their way.
    component = loaded
  }
  const preload = (): Promise<void> => {
    coming ??= fetchIt().catch((error: unknown) => {
      coming = undefined // The next one who needs it tries again.
      onLoadFailed(error)
    })
    return coming
  }
  const Wrapper = (props: P) => {
    const [, redraw] = useReducer((count: number, _: undefined) => count + 1, 0)
    const isDrawn = component !== undefined
    useEffect(() => {
      // It may have come between drawing and now: what counts is what was drawn.
      if (!isDrawn) void preload().then(() => redraw(undefined))
    }, [isDrawn])
    return component ? (h(component as ComponentType<object>, props) as VNode<P>) : null
  }
  return Object.assign(Wrapper, { preload })
}
