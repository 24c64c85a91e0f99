import { shallowRef } from 'vue'
import type { DecimalStyle } from '@shared/settings/settings'

/** How numbers are written in the window; set by the app store from the settings. What reads it is drawn again when it changes. */
export const numberStyle = shallowRef<DecimalStyle>('point')

interface Marks {
  readonly decimal: string
  readonly thousands: string
}

/** U+202F, a narrow space that does not break: ISO 31-0 separates thousands with it. */
const narrow = '\u202f'
const marks: Readonly<Record<DecimalStyle, Marks>> = {
  point: { decimal: '.', thousands: ',' },
  comma: { decimal: ',', thousands: '.' },
  'comma-space': { decimal: ',', thousands: narrow },
  'point-space': { decimal: '.', thousands: narrow },
}

/** A number written as in English (1,234.5) in the chosen style. */
export function styled(english: string, style: DecimalStyle = numberStyle.value): string {
  if (style === 'point') return english
  const { decimal, thousands } = marks[style]
  return english.replace(/[.,]/g, (mark) => (mark === '.' ? decimal : thousands))
}
