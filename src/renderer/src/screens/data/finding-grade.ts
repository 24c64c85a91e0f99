import type { Finding } from '@shared/dataset/audit'

export type FindingGrade = 'serious' | 'notable' | 'note'

export const gradeWords: Readonly<Record<FindingGrade, string>> = { serious: 'serious', notable: 'worth a look', note: 'good to know' }

/** How loudly a finding is told. From 0.3 on the figures of a run cannot be trusted; below 0.05 nothing has to be done. */
export function gradeOf({ harm }: Pick<Finding, 'harm'>): FindingGrade {
  if (harm >= 0.3) return 'serious'
  return harm >= 0.05 ? 'notable' : 'note'
}
