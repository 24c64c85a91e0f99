import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

let counter = 0

/** A name beside `out` that is nobody else's: two exports to one place, in one program or in several, do not write into each other. */
export const draftBeside = (out: string): string => join(dirname(out), `.${basename(out)}.${process.pid}-${++counter}.tmp`)

/** Puts a file in its place as a whole: a reader sees the old one or the new one. Throws what the system throws, which `placeError` puts into words. */
export async function writeExport(out: string, content: string): Promise<void> {
  const draft = draftBeside(out)
  try {
    const file = await open(draft, 'wx')
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, out)
  } finally {
    await rm(draft, { force: true })
  }
}
