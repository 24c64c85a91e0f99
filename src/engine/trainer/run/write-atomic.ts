import { closeSync, fsyncSync, openSync, renameSync, unlinkSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { CrossfadeError } from '@shared/errors'

/**
 * Replaces a file as a whole: written to a temporary name in the same folder, flushed, renamed. `parts` are written one after another.
 * Throws `disk-full`, or `workspace-unavailable` when the folder is gone.
 */
export function writeAtomic(path: string, parts: readonly (string | Uint8Array)[]): void {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`)
  try {
    const file = openSync(temporary, 'w')
    try {
      for (const part of parts) writeAll(file, typeof part === 'string' ? Buffer.from(part) : part)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
  } catch (thrown) {
    try {
      unlinkSync(temporary)
    } catch {
      // It was never made, or its folder is gone.
    }
    throw asRunError(thrown, path)
  }
}

/** Adds a line to a file and flushes it to the disk. */
export function appendFlushed(path: string, line: string): void {
  try {
    const file = openSync(path, 'a')
    try {
      writeAll(file, Buffer.from(line))
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
  } catch (thrown) {
    throw asRunError(thrown, path)
  }
}

/** The bytes behind an array of numbers. */
export const bytesOf = (array: Float32Array | Int32Array): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength)

/** One write call takes at most 2 GB. */
const largestWrite = 2 ** 30

function writeAll(file: number, bytes: Uint8Array): void {
  for (let offset = 0; offset < bytes.length; ) {
    offset += writeSync(file, bytes, offset, Math.min(largestWrite, bytes.length - offset))
  }
}

function asRunError(thrown: unknown, path: string): unknown {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new CrossfadeError('disk-full', `No space is left on the disk for ${path}. Make room and resume the run.`)
    case 'ENOENT':
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return new CrossfadeError('workspace-unavailable', `${path} cannot be written (${code}). Make the workspace writable and resume the run.`)
    default:
      return thrown
  }
}
