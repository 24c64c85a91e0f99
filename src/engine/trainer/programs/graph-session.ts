import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nativeBackend } from '../tensorflow'
import type { Tensor } from '../tensorflow'
import { KeptSessions } from './kept-sessions'

/** A program inside TensorFlow: feeds placeholders by name and answers what is fetched, as name:index. */
export interface GraphSession {
  run(feeds: Readonly<Record<string, Tensor>>, fetches: readonly string[]): Tensor[]
  /** Gives it back. Its variables keep their values until the next program of the same text sets them. */
  dispose(): void
}

const kept = new KeptSessions<LoadedGraph>()
let loaded = 0

/** How many graphs this process has loaded: a program of a text that is kept loads none. */
export const graphsLoaded = (): number => loaded

/**
 * A session of a text SavedModel. One of the very same text whose run is over is used again, with all that TensorFlow has made of it: its
 * optimised graph and XLA's machine code. `bytes`: what its variables hold.
 */
export function graphSession(text: string, bytes: number): GraphSession {
  const key = createHash('sha256').update(text).digest('hex')
  const graph = kept.take(key) ?? new LoadedGraph(text)
  return {
    run: (feeds, fetches) => graph.run(feeds, fetches),
    dispose: () => (graph.sound ? kept.give(key, graph, bytes) : graph.dispose()),
  }
}

class LoadedGraph {
  private readonly id: number
  /** No call has failed. */
  sound = true

  constructor(text: string) {
    const dir = mkdtempSync(join(tmpdir(), 'crossfade-graph-'))
    try {
      writeFileSync(join(dir, 'saved_model.pbtxt'), text)
      this.id = nativeBackend().loadSavedModelMetaGraph(dir, 'serve')
      loaded++
    } finally {
      rmSync(dir, { recursive: true, force: true })
    }
  }

  run(feeds: Readonly<Record<string, Tensor>>, fetches: readonly string[]): Tensor[] {
    const names = Object.keys(feeds).map((name) => ({ name: `${name}:0` }))
    try {
      return nativeBackend().runSavedModel(this.id, Object.values(feeds), names, fetches)
    } catch (thrown) {
      this.sound = false
      throw thrown
    }
  }

  dispose(): void {
    nativeBackend().deleteSavedModel(this.id)
  }
}
