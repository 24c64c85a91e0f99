// @ts-check
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { stateFolder } from './paths.mjs'
import { readRecord } from './record.mjs'

/**
 * @typedef {{ executable: string, kind: 'official' | 'fallback', version: string }} ElectronRecord
 * `executable` lies directly in the folder of the distribution.
 */

/** What tests and tools read to find the Electron of this clone. */
export const electronRecordFile = join(stateFolder, 'electron.json')

/** @returns {ElectronRecord | undefined} the Electron that the set-up found, undefined before the set-up ran */
export function electronPath() {
  const record = readRecord(electronRecordFile)
  if (typeof record?.['executable'] !== 'string' || !existsSync(record['executable'])) return undefined
  return /** @type {ElectronRecord} */ (record)
}

/**
 * The variables by which electron-vite and the electron package find it.
 * @param {ElectronRecord} record
 */
export function electronEnvironment(record) {
  return { ELECTRON_EXEC_PATH: record.executable, ELECTRON_OVERRIDE_DIST_PATH: join(record.executable, '..') }
}
