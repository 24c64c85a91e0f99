import { spawn } from 'node:child_process'

export interface ProgramResult {
  /** null: it could not be started, or was ended. */
  readonly code: number | null
  readonly stdout: string
  /** The end of it. */
  readonly stderr: string
}

/** Runs another program to its end; it is ended when nobody waits for it any more, or after ten minutes. Never throws. */
export function runProgram(command: string, args: readonly string[], options: { readonly signal?: AbortSignal; readonly cwd?: string } = {}): Promise<ProgramResult> {
  return new Promise((done) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8', TF_CPP_MIN_LOG_LEVEL: '3' },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    })
    let stdout = ''
    let stderr = ''
    const end = () => child.kill('SIGKILL')
    const timer = setTimeout(end, 600_000)
    options.signal?.addEventListener('abort', end)
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout = (stdout + text).slice(-1_000_000)))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-20_000)))
    const settle = (code: number | null) => {
      clearTimeout(timer)
      options.signal?.removeEventListener('abort', end)
      done({ code, stdout, stderr })
    }
    child.on('error', () => settle(null))
    child.on('close', settle)
  })
}
