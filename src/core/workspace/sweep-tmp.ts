import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { systemCode } from '../files/file-error'

/** Names in tmp/ say whose they are: a word, then the number of the process. */
const named = /^[a-z]{2,}-(\d{1,7})(?:[-.]|$)/

/**
 * Removes from a workspace's tmp/ what processes left behind that are gone, such as programs that were killed. What a process with
 * that number still may need stays, whoever it is. Answers how many names went. Never throws: nothing depends on it.
 */
export async function sweepTmp(tmpDir: string): Promise<number> {
  const left = (await readdir(tmpDir).catch(() => [])).filter((name) => {
    const pid = named.exec(name)?.[1]
    return pid !== undefined && !isThere(Number(pid))
  })
  const gone = await Promise.all(left.map((name) => rm(join(tmpDir, name), { recursive: true, force: true }).then(() => 1, () => 0)))
  return gone.reduce<number>((sum, one) => sum + one, 0)
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return systemCode(thrown) !== 'ESRCH'
  }
}
