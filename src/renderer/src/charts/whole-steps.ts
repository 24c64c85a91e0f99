import type { Series } from './line-chart'

/** Whether an x axis counts whole things, such as epochs: then nothing stands between two of them, and no tick either. */
export const countsWholes = (series: readonly Pick<Series, 'points'>[]): boolean => series.some((one) => one.points.length > 0) && series.every((one) => one.points.every((point) => Number.isInteger(point.x)))
