import { createHash } from 'node:crypto'
import { readdir, readlink, rm, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { systemCode } from '../files/file-error'

/** Names in tmp/ say whose they are: a word, then the number of the process. */
const named = /^[a-z]{2,}-(\d{1,7})(?:[-.]|$)/

/** A file in tmp/ for each machine that works in the workspace: numbers of processes mean something on their own machine only. */
const mark = /^machine-[0-9a-f]{12}$/
const dayMs = 86_400_000

/**
 * Removes from a workspace's tmp/ what processes left behind that are gone, such as programs that were killed. What a process with
 * that number still may need stays, whoever it is; so does, for a day, everything where another machine or container has worked within a day.
 * Answers how many names went. Never throws: nothing depends on it.
 */
export async function sweepTmp(tmpDir: string): Promise<number> {
  const names = await readdir(tmpDir).catch(() => [])
  const own = await machineMark()
  await writeFile(join(tmpDir, own), '').catch(() => undefined)
  const others = await Promise.all(names.filter((name) => mark.test(name) && name !== own).map((name) => isOlder(join(tmpDir, name))))
  const alone = others.every((old) => old)
  const left = names.filter((name) => {
    const pid = named.exec(name)?.[1]
    return pid !== undefined && !isThere(Number(pid))
  })
  const gone = await Promise.all(
    left.map(async (name) => {
      const path = join(tmpDir, name)
      if (!alone && !(await isOlder(path))) return 0
      return rm(path, { recursive: true, force: true }).then(() => 1, () => 0)
    }),
  )
  return gone.reduce<number>((sum, one) => sum + one, 0)
}

/** Machines by their name; containers on one machine count their processes each on its own (pid_namespaces(7)). */
async function machineMark(): Promise<string> {
  const counting = await readlink('/proc/self/ns/pid').catch(() => '')
  return `machine-${createHash('sha256').update(`${hostname()} ${counting}`).digest('hex').slice(0, 12)}`
}

/** Nothing was written to it for a day. A file that is gone is old. */
const isOlder = (path: string): Promise<boolean> => stat(path).then((facts) => Math.abs(Date.now() - facts.mtimeMs) > dayMs, () => true)

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return systemCode(thrown) !== 'ESRCH'
  }
}
