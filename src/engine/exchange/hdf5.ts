/** The only file that loads the HDF5 library (h5wasm: the C library as WebAssembly, inside this process). */
import { open, writeFile } from 'node:fs/promises'
import h5wasm, { Dataset, File as Hdf5File, Group } from 'h5wasm/node'
import { CrossfadeError } from '@shared/errors'
import type { Weight } from '@shared/export/network'

/** What is written: groups come before what lies in them. Paths begin without a slash. */
export type Hdf5Entry =
  | { readonly kind: 'group'; readonly path: string }
  | { readonly kind: 'array'; readonly path: string; readonly weight: Weight }
  /** `path` '' is the file itself. */
  | { readonly kind: 'text'; readonly path: string; readonly name: string; readonly value: string }
  | { readonly kind: 'texts'; readonly path: string; readonly name: string; readonly values: readonly string[] }

export async function writeHdf5(path: string, entries: readonly Hdf5Entry[]): Promise<void> {
  await h5wasm.ready
  // The library does not say that a disk is full; a file of zeros in its place does.
  await writeFile(path, Buffer.alloc(entries.reduce((sum, entry) => sum + sizeOf(entry), 0)))
  const file = new Hdf5File(path, 'w')
  try {
    for (const entry of entries) write(file, entry)
    file.flush()
  } finally {
    file.close()
  }
}

/** Bytes that an entry takes in the file, or a little more. */
function sizeOf(entry: Hdf5Entry): number {
  const overhead = 1024
  switch (entry.kind) {
    case 'group':
      return overhead
    case 'array':
      return overhead + entry.weight.values.byteLength
    case 'text':
      return overhead + Buffer.byteLength(entry.value)
    case 'texts':
      return overhead + entry.values.reduce((sum, value) => sum + Buffer.byteLength(value), 0)
  }
}

type Place = Pick<Group, 'create_group' | 'create_dataset' | 'create_attribute'>

function write(file: Hdf5File, entry: Hdf5Entry): void {
  const [folder, name] = splitPath(entry.path)
  const at = (path: string): Place => (path === '' ? file : (file.get(path) as unknown as Place))
  switch (entry.kind) {
    case 'group':
      at(folder).create_group(name)
      return
    case 'array':
      at(folder).create_dataset({ name, data: entry.weight.values, shape: [...entry.weight.shape], dtype: '<f4' })
      return
    case 'text':
      // Of variable length: those of a fixed one must fit into 64 kB.
      at(entry.path).create_attribute(entry.name, entry.value, null, 'S')
      return
    case 'texts':
      if (entry.values.length === 0) at(entry.path).create_attribute(entry.name, new Float64Array(0), [0], '<d')
      else at(entry.path).create_attribute(entry.name, [...entry.values], [entry.values.length], `S${Math.max(...entry.values.map((v) => Buffer.byteLength(v)))}`)
  }
}

function splitPath(path: string): readonly [folder: string, name: string] {
  const slash = path.lastIndexOf('/')
  return [slash < 0 ? '' : path.slice(0, slash), path.slice(slash + 1)]
}

/** A file that is open for reading. */
export interface Hdf5Reader {
  text(path: string, attribute: string): string | null
  texts(path: string, attribute: string): readonly string[]
  /** Names of what lies in a group; empty where there is none. */
  names(path: string): readonly string[]
  /** An array of numbers; null where there is none. */
  array(path: string): Weight | null
  close(): void
}

const signature = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1')
const mostNumbers = 2 ** 29

/** Opens an HDF5 file. Throws `model-invalid` where it is none. */
export async function readHdf5(path: string): Promise<Hdf5Reader> {
  const head = Buffer.alloc(8)
  const handle = await open(path, 'r')
  try {
    await handle.read(head, 0, 8, 0)
  } finally {
    await handle.close()
  }
  const bad = (what: string) => new CrossfadeError('model-invalid', what)
  if (!head.equals(signature)) throw bad(`${path} is no HDF5 file.`)
  await h5wasm.ready
  const file = opened(path)
  if (file === null) throw bad(`${path} cannot be opened as HDF5: it is cut off or damaged.`)
  const entity = (at: string) => (at === '' ? file : file.get(at))
  const attribute = (at: string, name: string): unknown => {
    const found = entity(at)
    if (found === null || !('attrs' in found)) return null
    return found.attrs[name]?.value ?? null
  }
  return {
    text: (at, name) => {
      const value = attribute(at, name)
      return typeof value === 'string' ? value : null
    },
    texts: (at, name) => {
      const value = attribute(at, name)
      return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : typeof value === 'string' ? [value] : []
    },
    names: (at) => {
      const found = entity(at)
      return found instanceof Group ? found.keys() : []
    },
    array: (at) => {
      const found = entity(at)
      if (!(found instanceof Dataset)) return null
      const shape = found.shape ?? []
      const size = shape.reduce((a, b) => a * b, 1)
      if (!(size <= mostNumbers)) throw bad(`${at} asks for ${size} numbers, more than can be read.`)
      const { value } = found
      if (!(value instanceof Float32Array) || value.length !== size) throw bad(`${at} holds no float32 numbers of the shape that it names.`)
      return { shape, values: Float32Array.from(value) }
    },
    close: () => file.close(),
  }
}

function opened(path: string): Hdf5File | null {
  try {
    const file = new Hdf5File(path, 'r')
    return file.file_id > 0n ? file : null
  } catch {
    return null
  }
}
