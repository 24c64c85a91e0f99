import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { CrossfadeError } from '@shared/errors'
import type { FileHead } from './read-head'
import { isBigEndian } from './sniff-encoding'
import type { Encoding } from './sniff-encoding'
import { SpaceUnifier } from './unify-spaces'

/** A file of UTF-8 text that DuckDB can read: the file itself, or a copy in `tmp`. */
export interface PlainText {
  readonly path: string
  readonly discard: () => Promise<void>
}

/** What DuckDB does not read as it is. */
export interface Tidying {
  readonly quote: string
  /** Lone carriage returns outside quotes become line feeds. */
  readonly lineEnds: boolean
  /** Runs of spaces become one. */
  readonly spaces: boolean
}

let copies = 0

/**
 * Decompresses and re-encodes where needed. A gzip file is decompressed here and not by DuckDB, which takes one that is cut off for a
 * shorter one (seen with 1.5.6).
 */
export async function toPlainText(
  path: string,
  head: FileHead,
  encoding: Encoding,
  tmp: string,
  tidying?: Tidying,
): Promise<PlainText> {
  const { quote = '', lineEnds = false, spaces = false } = tidying ?? {}
  if (head.container !== 'gzip' && encoding === 'utf-8' && !lineEnds && !spaces) return { path, discard: () => Promise.resolve() }
  await mkdir(tmp, { recursive: true })
  const copy = join(tmp, `text-${process.pid}-${++copies}.csv`)
  const discard = () => rm(copy, { force: true })
  const steps: Transform[] = []
  if (head.container === 'gzip') steps.push(createGunzip({ chunkSize: 1 << 18 }))
  if (encoding !== 'utf-8') steps.push(reencode(encoding, head.head))
  if (lineEnds) steps.push(unifyLineEnds(quote))
  if (spaces) {
    const unifier = new SpaceUnifier(quote)
    steps.push(new Transform({ transform: (part: Buffer, _encoding, done) => done(null, unifier.take(part)) }))
  }
  try {
    await pipeline([createReadStream(path, { highWaterMark: 1 << 18 }), ...steps, createWriteStream(copy)])
  } catch (thrown) {
    await discard()
    throw copyError(path, thrown)
  }
  return { path: copy, discard }
}

function reencode(encoding: Encoding, head: Buffer): Transform {
  const latin1 = encoding === 'latin-1'
  const decoder = new TextDecoder(encoding === 'utf-16' ? (isBigEndian(head) ? 'utf-16be' : 'utf-16le') : encoding === 'utf-8' ? 'utf-8' : 'windows-1252')
  return new Transform({
    transform: (part: Buffer, _encoding, done) => done(null, latin1 ? part.toString('latin1') : decoder.decode(part, { stream: true })),
    flush: (done) => done(null, latin1 ? '' : decoder.decode()),
  })
}

function unifyLineEnds(quote: string): Transform {
  const mark = quote === '' ? -1 : quote.charCodeAt(0)
  let quoted = false
  let afterReturn = false
  return new Transform({
    transform: (part: Buffer, _encoding, done) => {
      const out = Buffer.alloc(part.length)
      let length = 0
      for (const byte of part) {
        if (byte === mark) quoted = !quoted
        const swallowed = byte === 10 && afterReturn
        afterReturn = byte === 13 && !quoted
        if (!swallowed) out[length++] = afterReturn ? 10 : byte
      }
      done(null, out.subarray(0, length))
    },
  })
}

function copyError(path: string, thrown: unknown): unknown {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : ''
  if (code.startsWith('Z_') || code === 'ERR_STREAM_PREMATURE_CLOSE') {
    return new CrossfadeError('file-unreadable', `${path} is not a sound gzip file: it is cut off or damaged. Copy or download it again.`)
  }
  return thrown
}
