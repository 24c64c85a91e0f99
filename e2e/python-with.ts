import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { repository } from './electron-under-test'

/** A Python that has a program, made by the set-up where there is none; or the reason why there is none, to be told with the skipped test. */
export function pythonWith(program: 'pandas' | 'mlflow'): { readonly command: string } | { readonly reason: string } {
  const setup = pathToFileURL(join(repository, 'scripts', 'setup', 'exchange-python.mjs')).href
  const script = `process.stdout.write(JSON.stringify((await import('${setup}')).pythonWith('${program}')))`
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', timeout: 900_000, maxBuffer: 1 << 24 })) as { readonly command: string } | { readonly reason: string }
}
