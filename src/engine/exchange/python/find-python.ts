import { runProgram } from '../run-program'

export interface Python {
  readonly command: string
  /** Of the module that was asked for. */
  readonly version: string
}

const found = new Map<string, Promise<Python | null>>()

/**
 * A Python that can import a module: of CROSSFADE_PYTHON (several are separated as in PATH), `python3`, `python`. null: none. Asked once a
 * process and module.
 */
export function findPython(module: 'numpy' | 'keras' | 'onnxruntime' | 'tensorboard'): Promise<Python | null> {
  const known = found.get(module) ?? search(module)
  found.set(module, known)
  return known
}

async function search(module: string): Promise<Python | null> {
  const named = process.env['CROSSFADE_PYTHON']
  const separator = process.platform === 'win32' ? ';' : ':'
  for (const command of named === undefined || named === '' ? ['python3', 'python'] : named.split(separator)) {
    const { code, stdout } = await runProgram(command, ['-c', `import ${module}; print(${module}.__version__)`])
    const version = stdout.trim().split('\n').pop() ?? ''
    if (code === 0 && /^\d+\./.test(version)) return { command, version }
  }
  return null
}
