import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { npyHeader } from '@shared/npy'
import { modelFormats } from '@shared/export/formats'
import type { Network } from '@shared/export/network'
import { temporaryFolder } from '../trainer/fixtures/temporary-folder'
import { Files, readNpy } from './files'
import { randomCase, writeCase } from './fixtures/random-case'
import type { ExportCase } from './fixtures/random-case'
import { writeHdf5 } from './hdf5'
import { readKeras } from './keras/read-keras'
import { readMlflowRuns } from './mlflow/read-folder'
import { readOnnx } from './onnx/read-graph'
import { readModel } from './read-model'
import { readLayersModel } from './tfjs/read-layers-model'
import { writeLayersModel } from './tfjs/write-tfjs'
import { packZip, unpackZip } from './zip'

const folder = temporaryFolder('crossfade-hostile-')
let one: ExportCase
beforeAll(async () => {
  one = await randomCase(join(folder, 'case'), 5)
})

interface TfjsDocument {
  weightsManifest: { paths: string[]; weights: { name: string; shape: number[]; dtype: string }[] }[]
}

/** A copy of the case's model with something done to it. */
function spoiled(name: string, change: (document: TfjsDocument, dir: string) => void): string {
  const dir = join(folder, name)
  mkdirSync(dir, { recursive: true })
  const document = JSON.parse(readFileSync(join(one.modelDir, 'model.json'), 'utf8')) as TfjsDocument
  for (const path of document.weightsManifest[0]?.paths ?? []) copyFileSync(join(one.modelDir, path), join(dir, path))
  change(document, dir)
  writeFileSync(join(dir, 'model.json'), JSON.stringify(document))
  return join(dir, 'model.json')
}

const group = (document: TfjsDocument) => document.weightsManifest[0] as TfjsDocument['weightsManifest'][number]

describe('a tfjs model from somebody else', () => {
  it.each(['../secret.bin', '/etc/passwd', '..', 'a/b.bin', 'a\\b.bin', ''])('reads no file outside its folder: %s', async (path) => {
    writeFileSync(join(folder, 'secret.bin'), Buffer.alloc(1 << 16))
    const model = spoiled('traversal', (document) => (group(document).paths = [path]))
    await expect(readLayersModel(model)).rejects.toMatchObject({ code: 'model-invalid', message: expect.stringContaining('outside its folder') as string })
  })

  it('with shapes that do not match is refused by name', async () => {
    const model = spoiled('shapes', (document) => {
      const weight = group(document).weights.find(({ shape }) => shape.length === 2)
      const [rows = 0, width = 0] = weight?.shape ?? []
      if (weight !== undefined) weight.shape = rows === width ? [1, rows * width] : [width, rows]
    })
    await expect(readLayersModel(model)).rejects.toMatchObject({ code: 'model-invalid', message: expect.stringMatching(/are of the shape|ask for/) as string })
  })

  it('with cut-off weights is refused', async () => {
    const model = spoiled('cut', (document, dir) => truncateSync(join(dir, group(document).paths[0] ?? ''), 10))
    await expect(readLayersModel(model)).rejects.toMatchObject({ code: 'model-invalid', message: expect.stringContaining('cut off') as string })
  })

  it('with more weights than it lists is refused', async () => {
    const model = spoiled('more', (document, dir) => writeFileSync(join(dir, group(document).paths[0] ?? ''), Buffer.alloc(1 << 20)))
    await expect(readLayersModel(model)).rejects.toMatchObject({ code: 'model-invalid' })
  })

  it('with NaN weights is refused', async () => {
    const model = spoiled('nan', (document, dir) => {
      const path = join(dir, group(document).paths[0] ?? '')
      const bytes = readFileSync(path)
      bytes.writeFloatLE(NaN, 0)
      writeFileSync(path, bytes)
    })
    await expect(readLayersModel(model)).rejects.toMatchObject({ code: 'model-invalid', message: expect.stringContaining('no number') as string })
  })

  it('that asks for terabytes of weights is refused before anything is taken', async () => {
    const model = spoiled('huge', (document) => (group(document).weights = [{ name: 'layer_1/kernel', shape: [1 << 29, 1 << 9], dtype: 'float32' }]))
    await expect(readLayersModel(model)).rejects.toMatchObject({ code: 'model-invalid', message: expect.stringContaining('more than can be read') as string })
  })

  it('with a configuration of 2 GB is refused by its size alone', async () => {
    const path = join(folder, 'two-gigabytes.json')
    writeFileSync(path, '{')
    truncateSync(path, 2 ** 31)
    await expect(readLayersModel(path)).rejects.toMatchObject({ code: 'model-invalid', message: expect.stringContaining('no configuration') as string })
    rmSync(path)
  })

  it.each(['', '[]', '{}', 'null', '{"modelTopology":{"class_name":"Model","config":{"layers":[]}},"weightsManifest":[]}', '{"modelTopology":{"class_name":"Lambda","config":[{"class_name":"Dense","config":{}}]},"weightsManifest":[]}'])('that is none is refused: %s', async (text) => {
    const path = join(folder, 'none.json')
    writeFileSync(path, text)
    await expect(readLayersModel(path)).rejects.toMatchObject({ code: 'model-invalid' })
  })

  it('is not opened as a design where a layer runs code', async () => {
    const network: Network = { nodes: [{ kind: 'input', name: 'x', inputs: [], width: 2 }] }
    const dir = join(folder, 'lambda')
    mkdirSync(dir)
    await writeLayersModel(network, new Files(dir))
    const path = join(dir, 'model.json')
    const document = JSON.parse(readFileSync(path, 'utf8')) as { modelTopology: { config: { layers: object[]; output_layers: unknown } } }
    document.modelTopology.config.layers.push({ class_name: 'Lambda', name: 'l', config: { name: 'l', function: 'evil' }, inbound_nodes: [[['x', 0, 0, {}]]] })
    document.modelTopology.config.output_layers = [['l', 0, 0]]
    writeFileSync(path, JSON.stringify(document))
    await expect(readModel({ path, out: dir })).rejects.toMatchObject({ code: 'model-invalid', message: expect.stringContaining('Lambda') as string })
  })
})

describe('archives', () => {
  it('that say a file is larger than it may be are refused by what they say', async () => {
    const path = join(folder, 'bomb.keras')
    const archive = Buffer.from(packZip({ 'config.json': Buffer.from('{}'), 'model.weights.h5': Buffer.from('x') }))
    const directory = archive.indexOf(Buffer.from('PK\x01\x02', 'latin1'))
    archive.writeUInt32LE(0x7fffffff, directory + 24)
    writeFileSync(path, archive)
    await expect(readKeras(path)).rejects.toMatchObject({ code: 'model-invalid', message: expect.stringContaining('more than can be read') as string })
  })

  it('are read by exact names: what leads elsewhere is not looked at', async () => {
    const path = join(folder, 'slip.zip')
    writeFileSync(path, packZip({ '../../evil': Buffer.from('x'), '/abs': Buffer.from('y'), 'config.json': Buffer.from('{}') }))
    expect(Object.keys(await unpackZip(path, { 'config.json': 100 }))).toEqual(['config.json'])
  })

  it('that are cut off anywhere are refused', async () => {
    const { out } = await writeCase(one, 'keras', true)
    const whole = readFileSync(join(out, 'm.keras'))
    for (const share of [0, 0.01, 0.3, 0.6, 0.9, 0.999]) {
      const path = join(folder, 'cut.keras')
      writeFileSync(path, whole.subarray(0, Math.floor(whole.length * share)))
      await expect(readKeras(path)).rejects.toMatchObject({ code: 'model-invalid' })
    }
  })

  it('in HDF5 that are cut off, or none, are refused', async () => {
    const { out } = await writeCase(one, 'h5', true)
    const whole = readFileSync(join(out, 'm.h5'))
    for (const bytes of [Buffer.from('not hdf5'), whole.subarray(0, 200), whole.subarray(0, whole.length >> 1)]) {
      const path = join(folder, 'cut.h5')
      writeFileSync(path, bytes)
      await expect(readKeras(path)).rejects.toMatchObject({ code: 'model-invalid' })
    }
  })

  it('with weights and no configuration say so', async () => {
    const path = join(folder, 'weights.h5')
    await writeHdf5(path, [{ kind: 'group', path: 'layers' }])
    await expect(readKeras(path)).rejects.toMatchObject({ code: 'model-invalid', message: expect.stringContaining('whole model') as string })
  })
})

/** The bytes of a weight near the output, as they stand in every file of the case. */
async function outputBias(): Promise<Uint8Array> {
  const model = await readLayersModel(join(one.modelDir, 'model.json'))
  const bias = model.nodes.filter((node) => node.kind === 'dense').pop()?.bias?.values ?? new Float32Array(1)
  return new Uint8Array(bias.buffer, bias.byteOffset, bias.byteLength)
}

describe('a Keras model from somebody else', () => {
  it.each([
    ['keras', NaN],
    ['keras', Infinity],
    ['h5', NaN],
    ['h5', -Infinity],
  ] as const)('with a weight that is no number is refused: .%s, %s', async (format, value) => {
    const { out } = await writeCase(one, format, true)
    const path = join(out, `m.${format}`)
    const bytes = readFileSync(path)
    const at = bytes.indexOf(await outputBias())
    expect(at).toBeGreaterThan(0)
    bytes.writeFloatLE(value, at)
    writeFileSync(path, bytes)
    await expect(readModel({ path, out: folder })).rejects.toMatchObject({ code: 'model-invalid', message: expect.stringContaining('no number') as string })
  })

  it('whose layers ask for other shapes than its weights have is refused by name', async () => {
    const { out } = await writeCase(one, 'keras', true)
    const limits = { 'config.json': 1 << 20, 'metadata.json': 1 << 20, 'model.weights.h5': 1 << 24 }
    const files = await unpackZip(join(out, 'm.keras'), limits)
    const config = Buffer.from(files['config.json'] ?? new Uint8Array()).toString('utf8')
    const wider = config.replace(/"units": ?(\d+)/, (_, units: string) => `"units":${Number(units) + 1}`)
    expect(wider).not.toBe(config)
    const path = join(folder, 'wider.keras')
    writeFileSync(path, packZip({ ...files, 'config.json': Buffer.from(wider) }))
    await expect(readModel({ path, out: folder })).rejects.toMatchObject({ code: 'model-invalid', message: expect.stringMatching(/of the shape \[.*ask for \[/) as string })
  })

  it.each(['keras', 'h5'])('of 2 GB of nothing is refused without being read: .%s', async (ending) => {
    const path = join(folder, `nothing.${ending}`)
    writeFileSync(path, ending === 'h5' ? Buffer.from('\x89HDF\r\n\x1a\n', 'latin1') : Buffer.from('PK\x03\x04', 'latin1'))
    truncateSync(path, 2 ** 31)
    const before = process.memoryUsage().rss
    await expect(readModel({ path, out: folder })).rejects.toMatchObject({ code: 'model-invalid' })
    expect(process.memoryUsage().rss - before).toBeLessThan(500e6)
    rmSync(path)
  })
})

describe('a pipe in the place of a file', () => {
  it('keeps nobody waiting', async () => {
    if (process.platform === 'win32') return
    const pipe = (path: string) => {
      execFileSync('mkfifo', [path])
      return path
    }
    const weights = spoiled('piped', (document, dir) => {
      rmSync(join(dir, group(document).paths[0] ?? ''))
      pipe(join(dir, group(document).paths[0] ?? ''))
    })
    await expect(readModel({ path: weights, out: folder })).rejects.toMatchObject({ code: 'model-invalid', message: expect.stringContaining('is no ordinary file') as string })
    mkdirSync(join(folder, 'piped-model'))
    pipe(join(folder, 'piped-model', 'model.json'))
    for (const path of [join(folder, 'piped-model'), pipe(join(folder, 'piped.keras')), pipe(join(folder, 'piped.h5'))]) await expect(readModel({ path, out: folder })).rejects.toMatchObject({ code: 'file-unreadable' })
  })
})

describe('single files', () => {
  it('of NumPy whose header says that it is 2 GB long are refused by their first bytes', async () => {
    const path = join(folder, 'long-header.npy')
    for (const version of [2, 3]) {
      const start = Buffer.from(`\x93NUMPY${String.fromCharCode(version)}\x00\x00\x00\x00\x80{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }`, 'latin1')
      writeFileSync(path, start)
      await expect(readNpy(path)).rejects.toMatchObject({ code: 'model-invalid' })
      truncateSync(path, 2 ** 31 + 12)
      await expect(readNpy(path)).rejects.toMatchObject({ code: 'model-invalid', message: expect.stringContaining('too large') as string })
    }
    rmSync(path)
  })

  it('of NumPy whose header promises more than there is are refused', async () => {
    const path = join(folder, 'short.npy')
    writeFileSync(path, Buffer.concat([npyHeader('float32', [1 << 20, 1 << 20]), Buffer.alloc(8)]))
    await expect(readNpy(path)).rejects.toMatchObject({ code: 'model-invalid' })
  })

  it("of MLflow's file store with times and steps that are none are read all the same", async () => {
    const run = join(folder, 'mlruns', '0', 'abc')
    mkdirSync(join(run, 'metrics'), { recursive: true })
    writeFileSync(join(run, 'meta.yaml'), `run_id: abc\nstart_time: 1${'0'.repeat(300)}\nend_time: 1${'0'.repeat(20)}\n`)
    writeFileSync(join(run, 'metrics', 'loss'), '86400000 0.5 x\n9e99 0.4 2\n')
    const [told] = await readMlflowRuns(join(folder, 'mlruns'))
    expect(told).toMatchObject({ started: '1970-01-01T00:00:00.000Z', ended: null, series: [{ points: [{ step: 0, value: 0.5 }] }] })
  })

  it('of ONNX that are cut off anywhere end in a plain error', async () => {
    const { out } = await writeCase(one, 'onnx', true)
    const whole = readFileSync(join(out, 'm.onnx'))
    let refused = 0
    for (let n = 1; n < 50; n++) {
      try {
        readOnnx(whole.subarray(0, Math.floor((whole.length * n) / 50)))
      } catch (thrown) {
        refused++
        expect(thrown).toMatchObject({ code: 'model-invalid' })
      }
    }
    expect(refused).toBeGreaterThan(40)
  })
})

describe('an export that predicts something else', () => {
  it.each(modelFormats.filter((format) => format !== 'savedmodel'))('is found out: %s', async (format) => {
    const { out, check } = await writeCase(one, format, true)
    await check()
    const files = { numpy: 'weights/output_bias.npy', tfjs: 'weights.bin', keras: 'm.keras', h5: 'm.h5', onnx: 'm.onnx' }[format]
    const path = join(out, files)
    const bytes = readFileSync(path)
    // A weight near the output changes: one of its bias.
    const model = await readLayersModel(join(one.modelDir, 'model.json'))
    const bias = model.nodes.filter((node) => node.kind === 'dense').pop()?.bias?.values ?? new Float32Array(1)
    const at = bytes.indexOf(new Uint8Array(bias.buffer, bias.byteOffset, bias.byteLength))
    expect(at).toBeGreaterThan(0)
    bytes.writeFloatLE((bias[0] ?? 0) + 3, at)
    writeFileSync(path, bytes)
    await expect(check()).rejects.toMatchObject({ code: 'export-differs' })
  })
})
