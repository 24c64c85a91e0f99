import { z } from 'zod'
import { nearestOf } from '../text/nearest'
import { studyDesign } from './study'
import type { StudyDesign } from './study'
import type { StudyProblem } from './study-problems'

/** Editors look for the schema of a document there. */
const besides: readonly string[] = ['$schema']

/**
 * Fields of a study document that the format does not know: left out in reading, they would be without effect and without a word. For what
 * people write; records of a workspace are read as they are.
 */
export function unknownFields(document: unknown, read: StudyDesign): readonly StudyProblem[] {
  const found: { readonly path: string; readonly name: string; readonly present: readonly string[] }[] = []
  walk(document, read, '', found)
  if (found.length === 0) return []
  const names = fieldNames()
  return found.map(({ path, name, present }) => {
    const near = nearestOf(name, names.filter((one) => !present.includes(one)))
    return { path, message: `A study has no such field, so it would be passed over.${near === null ? ' Leave it out, or write it as in the format.' : ` Is "${near}" meant?`}` }
  })
}

function walk(document: unknown, read: unknown, at: string, found: { path: string; name: string; present: readonly string[] }[]): void {
  if (typeof document !== 'object' || document === null || typeof read !== 'object' || read === null || document === read) return
  if (Array.isArray(document)) {
    document.forEach((one: unknown, place) => walk(one, (read as readonly unknown[])[place], `${at}[${place}]`, found))
    return
  }
  for (const [name, value] of Object.entries(document)) {
    const path = at === '' ? name : `${at}.${name}`
    if (Object.prototype.hasOwnProperty.call(read, name)) walk(value, (read as Readonly<Record<string, unknown>>)[name], path, found)
    else if (value !== undefined && !(at === '' && besides.includes(name))) found.push({ path, name, present: Object.keys(read) })
  }
}

/** All names of fields that a study has, wherever they stand. */
function fieldNames(): readonly string[] {
  const names = new Set<string>()
  const collect = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    for (const [key, inside] of Object.entries(node)) {
      if (key === 'properties' && typeof inside === 'object' && inside !== null) for (const name of Object.keys(inside)) names.add(name)
      collect(inside)
    }
  }
  collect(z.toJSONSchema(studyDesign, { io: 'input', reused: 'inline' }))
  return [...names]
}
