import { assertNever } from '@shared/assert-never'
import type { DatePart } from '@shared/recipe/recipe'

/** One part of dates given as seconds since 1970, UTC; NaN where the date is missing. Weekdays count from 0 for Monday. */
export function takeDatePart(seconds: Float64Array, part: DatePart): Float64Array {
  if (part === 'time') return Float64Array.from(seconds)
  const date = new Date(0)
  return seconds.map((s) => {
    if (Number.isNaN(s)) return NaN
    date.setTime(s * 1000)
    switch (part) {
      case 'year':
        return date.getUTCFullYear()
      case 'month':
        return date.getUTCMonth() + 1
      case 'day':
        return date.getUTCDate()
      case 'weekday':
        return (date.getUTCDay() + 6) % 7
      case 'hour':
        return date.getUTCHours()
      default:
        return assertNever(part)
    }
  })
}
