import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const repository = join(__dirname, '..')

/** The Electron that the set-up found for this clone. */
export function electronExecutable(): string {
  const file = join(repository, 'node_modules', '.crossfade', 'electron.json')
  const record: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (typeof record === 'object' && record !== null && 'executable' in record && typeof record.executable === 'string') return record.executable
  throw new Error(`${file} names no Electron. Run npm run doctor -- --fix.`)
}
