import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestLook } from '@shared/run/run-record'
import { withTestLook } from '@shared/run/test-looks'
import { readRunRecord, writeRunRecord } from '../runs/run-folder'
import { takeRunLock } from '../runs/run-lock-file'

/** Writes a look at a run's test rows into its record and its log. Throws `run-busy`, `disk-full`. */
export async function noteTestLook(dir: string, look: TestLook): Promise<void> {
  const release = takeRunLock(dir)
  try {
    const record = await readRunRecord(dir)
    await writeRunRecord(dir, { ...record, ...withTestLook(record, look) })
    await appendFile(join(dir, 'log.txt'), `${look.at} test rows scored with the weights of epoch ${look.epoch}\n`)
  } finally {
    release()
  }
}
