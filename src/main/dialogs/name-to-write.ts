import { stat } from 'node:fs/promises'
import { extname } from 'node:path'
import { CrossfadeError } from '@shared/errors'

/** A title as the name of a file that every system takes, without an ending. `otherwise`: where nothing of it can stand in one. */
export const fileNameOf = (title: string, otherwise: string): string => title.replace(/[\\/:*?"<>|\s]+/g, '-').replace(/^[.-]+|[.-]+$/g, '').slice(0, 80) || otherwise

/**
 * A name as it was typed into a dialog, with the ending that whoever opens the file looks for.
 * @param known endings that a typed name may have; absent: any
 * Throws `invalid-argument` where a file of the longer name is there: the dialog asked about the name as it was typed, and about this one nobody.
 */
export async function withEnding(picked: string, ending: string, known: readonly string[] | null = null): Promise<string> {
  const typed = extname(picked).toLowerCase()
  if (known === null ? typed !== '' : known.includes(typed)) return picked
  const out = `${picked}${ending}`
  if ((await stat(out).catch(() => null)) !== null) throw new CrossfadeError('invalid-argument', `${out} is there already. Choose it by its whole name to replace it, or type another name.`)
  return out
}
