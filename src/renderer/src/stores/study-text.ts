import { studyDesign } from '@shared/study/study'
import type { StudyDesign } from '@shared/study/study'
import { readStudy } from '@shared/study/study-problems'
import type { StudyProblem } from '@shared/study/study-problems'
import { unknownFields } from '@shared/study/unknown-fields'

export interface ParsedStudy {
  readonly design: StudyDesign | null
  readonly problems: readonly StudyProblem[]
}

/** A text as a study. One that has the shape of a study is taken with its problems, such as fields that no study has; a record of a study is taken for its design. */
export function parseStudy(text: string): ParsedStudy {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (thrown) {
    return { design: null, problems: [{ path: 'the document', message: `It is not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}.` }] }
  }
  const inside = typeof value === 'object' && value !== null && 'design' in value ? value.design : value
  const shaped = studyDesign.safeParse(inside)
  if (shaped.success) return { design: shaped.data, problems: unknownFields(inside, shaped.data) }
  const read = readStudy(inside)
  return { design: null, problems: read.kind === 'bad' ? read.problems : [] }
}

/** A name of a study as that of a file. */
export const studyFileName = (name: string): string => `${name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'study'}.json`
