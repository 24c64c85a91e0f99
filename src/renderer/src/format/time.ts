import { fixed, none } from './number'

/** 72000 → 1 min 12 s; 4310 → 4.3 s; 850 → 850 ms */
export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return none
  if (ms < 999.5) return `${Math.round(ms)} ms`
  const seconds = ms / 1000
  if (seconds < 10) return `${fixed(seconds, 1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes} min ${String(whole % 60).padStart(2, '0')} s`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return `${hours} h ${String(minutes % 60).padStart(2, '0')} min`
  return `${Math.floor(hours / 24)} d ${hours % 24} h`
}

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })

/** A moment in local time, as short as it can be told from `now`: 14:02 today, else 21 Nov 2026, 14:02. */
export function moment(iso: string | null, now: Date = new Date()): string {
  if (iso === null) return none
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return none
  return at.toDateString() === now.toDateString() ? `today, ${clock.format(at)}` : `${day.format(at)}, ${clock.format(at)}`
}
