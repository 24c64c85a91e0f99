import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'

const module_ = new URL('child-group.mjs', import.meta.url).href
let folder

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'crossfade-group-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Starts a program that runs a shell in a group; the shell writes the pid of a grandchild that would sleep for a minute. */
function startOwner() {
  const pids = join(folder, 'pids')
  writeFileSync(
    join(folder, 'owner.mjs'),
    `import { runGroup, stopSignal } from ${JSON.stringify(module_)}
     const code = await runGroup('sh', ['-c', 'sleep 60 & echo $! > ${pids}; echo up; wait'], { onOutput: (text) => process.stdout.write(text) })
     process.stdout.write('ended ' + code + ' ' + stopSignal())`,
  )
  return { owner: spawn(process.execPath, [join(folder, 'owner.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] }), pids }
}

function lives(pid) {
  try {
    // A process that nobody has collected yet is dead all the same.
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}

it('ends a whole group of processes with the one that started it', async (context) => {
  if (process.platform !== 'linux') context.skip('it looks processes up in /proc')
  const { owner, pids } = startOwner()
  let text = ''
  owner.stdout.on('data', (chunk) => (text += chunk))
  await expect.poll(() => text).toContain('up')
  const sleeper = Number(readFileSync(pids, 'utf8'))
  expect(lives(sleeper)).toBe(true)
  owner.kill('SIGTERM')
  await once(owner, 'close')
  expect(text).toContain('ended null SIGTERM')
  await expect.poll(() => lives(sleeper)).toBe(false)
})

it('says why a program could not be started', async () => {
  const { runGroup } = await import(module_)
  let text = ''
  expect(await runGroup('no-such-program', [], { onOutput: (more) => (text += more) })).toBeNull()
  expect(text).toContain('ENOENT')
})
