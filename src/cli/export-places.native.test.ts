import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { CommandLine, penguins } from './fixtures/command-line'

const folder = mkdtempSync(join(tmpdir(), 'crossfade-places-'))
const disk = join(folder, 'disk')
const mounted = (...args: readonly string[]) => spawnSync('mount', [...args]).status === 0
const unmount = () => void spawnSync('umount', [disk])

mkdirSync(disk)
const canMount = process.platform === 'linux' && mounted('-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk)
unmount()

const places = { keras: 'm.keras', h5: 'm.h5', onnx: 'm.onnx', savedmodel: 'saved', tfjs: 'web', numpy: 'plain', tensorboard: 'events', card: 'card.html' } as const

let crossfade: CommandLine
beforeAll(async () => {
  crossfade = await CommandLine.open(folder)
  const { code, stderr } = await crossfade.run('train', penguins, '--target', 'species', '--epochs', '2', '--name', 'one', '--layers', '64,64')
  if (code !== 0) throw new Error(stderr)
}, 120_000)
afterEach(unmount)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.skipIf(!canMount)(`an export to a place that does not take it${canMount ? '' : ' (skipped: tmpfs cannot be mounted here)'}`, () => {
  it.each(Object.entries(places))('leaves nothing of %s on a full disk, and says so in one line', async (format, name) => {
    mounted('-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk)
    try {
      writeFileSync(join(disk, 'fill'), Buffer.alloc(128 * 1024))
    } catch {
      // It is full now: that is the point.
    }
    const { code, stderr, value } = await crossfade.json('export', 'one', '--format', format, '--out', join(disk, name), '--own-reader')
    expect([code, value]).toMatchObject([1, { error: { code: 'disk-full' } }])
    expect(stderr).toContain(`No space is left in ${disk}`)
    expect(readdirSync(disk).filter((one) => one !== 'fill')).toEqual([])
  }, 60_000)

  it.each(Object.entries(places))('says of %s that the disk is read-only', async (format, name) => {
    mounted('-t', 'tmpfs', '-o', 'size=64k,ro', 'tmpfs', disk)
    const { code, stderr } = await crossfade.run('export', 'one', '--format', format, '--out', join(disk, name), '--own-reader')
    expect([code, stderr]).toEqual([2, expect.stringContaining(`${disk} is read-only, so nothing was written. Choose another place.`)])
  }, 60_000)
})
