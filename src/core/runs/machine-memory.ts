import { readFile } from 'node:fs/promises'
import { totalmem } from 'node:os'

/** Bytes of memory that this process may hope for: the machine's, or less where a control group limits it. */
export async function machineMemory(): Promise<number> {
  const limits = await Promise.all(
    ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes'].map(async (path) => Number((await readFile(path, 'utf8').catch(() => '')).trim() || NaN)),
  )
  return Math.min(totalmem(), ...limits.filter((limit) => limit > 0))
}
