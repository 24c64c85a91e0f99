/** Numbers and durations as people read them, with their unit and a sensible precision. */

export const share = (value: number | null | undefined): string => (typeof value === 'number' ? `${(value * 100).toFixed(1)} %` : '–')

/** Four significant digits. */
export const decimal = (value: number | null | undefined): string => (typeof value === 'number' ? String(Number(value.toPrecision(4))) : '–')

export const count = (value: number): string => value.toLocaleString('en-US')

/** Bytes as "512 B", "1.4 MB". */
export function bytes(value: number): string {
  if (value < 1000) return `${value} B`
  let [size, unit] = [value / 1000, 0]
  while (size >= 999.95 && unit < 3) [size, unit] = [size / 1000, unit + 1]
  return `${size.toFixed(1)} ${['kB', 'MB', 'GB', 'TB'][unit] ?? ''}`
}

/** Milliseconds as "850 ms", "12.3 s", "1 min 12 s", "2 h 5 min". */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
}

/** A run says so where its training metrics decide. */
export const decidedOnTraining = 'There are no validation rows: training metrics say which epoch is best and when to stop.'

/** Metrics that are shares in [0, 1]; all others are plain numbers. */
const shares = new Set(['accuracy', 'top5', 'macroF1', 'balancedAccuracy'])

export const metric = (name: string, value: number | null | undefined): string => (shares.has(name) ? share(value) : decimal(value))
