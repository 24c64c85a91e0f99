import { cpus } from 'node:os'

let chosen: number | null = null

/**
 * Sets how many threads TensorFlow computes with; to be called before it is loaded. The first call counts: the library reads the number
 * once, when it starts. Returns the number in force.
 */
export function chooseThreads(wanted: number): number {
  if (chosen === null) {
    chosen = Math.max(1, wanted)
    process.env['TF_NUM_INTRAOP_THREADS'] = String(chosen)
    process.env['TF_NUM_INTEROP_THREADS'] = String(chosen)
    process.env['OMP_NUM_THREADS'] = String(chosen)
  }
  return chosen
}

export const cores = (): number => Math.max(1, cpus().length)
