/** Epoch milliseconds. Services and policies take the time from a Clock, so that tests can set it. */
export type Clock = () => number

export const systemClock: Clock = () => Date.now()
