// @ts-check
import { join } from 'node:path'
import { ensureBuilt } from './build.mjs'
import { runGroup, stopSignal } from './child-group.mjs'
import { root } from './setup/paths.mjs'
import { runLines } from './setup/python.mjs'
import { setUp } from './setup/ready.mjs'
import { SetupFailure, say } from './setup/report.mjs'

/** Files of bench/, in the order of docs/benchmarks.md. */
const benchmarks = ['data', 'engine', 'runs', 'compare', 'window', 'table', 'estimates']
/** Only where they are named: they need a Python with Keras, or time that says little beside the others. */
const onlyNamed = ['study', 'export']

/**
 * Runs the benchmarks one after another.
 * @param {readonly string[]} args names of benchmarks (none: all but those that need a name); `--json`: one JSON document with a member for each; other flags
 * are given on to each
 * @returns {Promise<number>} the exit code
 */
export async function bench(args) {
  const flags = args.filter((arg) => arg.startsWith('--') && arg !== '--json')
  const asked = args.filter((arg) => !arg.startsWith('--'))
  const all = [...benchmarks, ...onlyNamed]
  const unknown = asked.find((name) => !all.includes(name))
  if (unknown) {
    say(`There is no benchmark "${unknown}". Benchmarks: ${all.join(', ')}.`)
    return 2
  }
  const [failure] = (await setUp(['tensorflow'])).values()
  if (failure) throw failure
  await ensureBuilt()
  const chosen = asked.length > 0 ? asked : benchmarks
  return args.includes('--json') ? asJson(chosen, flags) : asTables(chosen, flags)
}

/**
 * @param {readonly string[]} names
 * @param {readonly string[]} flags
 */
async function asTables(names, flags) {
  for (const name of names) {
    process.stdout.write(`${name}\n`)
    const code = await runGroup(process.execPath, [fileOf(name), ...flags])
    if (code !== 0) return code ?? (stopSignal() === 'SIGINT' ? 130 : 1)
  }
  return 0
}

/**
 * @param {readonly string[]} names
 * @param {readonly string[]} flags
 */
async function asJson(names, flags) {
  /** @type {Record<string, unknown>} */
  const document = {}
  for (const name of names) {
    say(`Benchmark: ${name}`)
    let text = ''
    const { code, stderr } = await runLines(process.execPath, [fileOf(name), '--json', ...flags], {
      cwd: root,
      onLine: (line) => {
        text += `${line}\n`
      },
    })
    if (code !== 0) {
      throw new SetupFailure({
        what: `The benchmark "${name}" ended with code ${code}: ${stderr.trim().split('\n').pop()}`,
        why: 'Its figures are missing, so nothing is printed',
        todo: `Run node bench/${name}.mjs to see all that it says`,
      })
    }
    document[name] = JSON.parse(text)
  }
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`)
  return 0
}

/** @param {string} name */
function fileOf(name) {
  return join(root, 'bench', `${name}.mjs`)
}
