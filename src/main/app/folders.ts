import { join, sep } from 'node:path'
import { app } from 'electron'

export interface Folders {
  /** Of main's own built entry. */
  readonly outDir: string
  readonly settingsFile: string
  readonly logsDir: string
  readonly samplesDir: string
  /** Of the studies that are shipped. */
  readonly studiesDir: string
  readonly docsDir: string
}

/**
 * Where things lie. `CROSSFADE_USER_DATA` moves everything that Electron keeps for a person, for tests and portable copies;
 * it must be set before the single-instance lock, which belongs to that folder.
 */
export function settleFolders(outDir: string): Folders {
  const own = process.env['CROSSFADE_USER_DATA']
  if (own !== undefined && own !== '') {
    app.setPath('userData', own)
    app.setAppLogsPath(join(own, 'logs'))
  }
  return {
    outDir,
    settingsFile: join(app.getPath('userData'), 'settings.json'),
    logsDir: app.getPath('logs'),
    // A packaged app has the pages beside its archive, so that other programs can open them.
    docsDir: outDir.includes(`app.asar${sep}`) ? join(process.resourcesPath, 'docs') : join(outDir, '..', '..', 'docs'),
    studiesDir: join(outDir, '..', '..', 'resources', 'studies'),
    // In a packaged app the samples lie beside the archive, as files: DuckDB reads them.
    samplesDir: join(outDir.replace(`app.asar${sep}`, `app.asar.unpacked${sep}`), '..', '..', 'resources', 'samples'),
  }
}
