import { join, sep } from 'node:path'
import type { EngineRole } from '@shared/engine/roles'

/**
 * The built entry of an engine role beside main's own. In a packaged app main lies in an archive and the entries outside it
 * (scripts/package/after-pack.mjs), because the native libraries they load must be files.
 */
export function engineEntry(outDir: string, role: EngineRole): string {
  return join(outDir.replace(`app.asar${sep}`, `app.asar.unpacked${sep}`), `engine-${role}.js`)
}
