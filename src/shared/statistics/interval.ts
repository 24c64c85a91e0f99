/** Lower and upper end, in that order. */
export type Interval = readonly [number, number]
