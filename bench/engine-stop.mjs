// How soon a training hears a stop and obeys, with the machine at rest and with twice as many busy processes as cores. See engine.mjs.
import { fork, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { benchRecord } from './engine-data.mjs'

const busy = 'for (;;) Math.sqrt(Math.random())'

/** One training that is stopped after a while: milliseconds until the trainer answered, and until the training had ended its steps. */
function stopOnce(entry, preparedDir, runDir, one) {
  mkdirSync(runDir)
  return new Promise((done, failed) => {
    const child = fork(entry, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    let asked = 0
    let heardMs = null
    let steppedMs = null
    child.on('exit', () => failed(new Error('The trainer ended.')))
    child.on('message', (message) => {
      if (message.kind === 'ready') child.send({ kind: 'request', id: 1, method: 'train', payload: { runDir, preparedDir, record: benchRecord(one), resume: false } })
      if (message.kind === 'event' && message.event.kind === 'progress' && message.event.doing === 'training' && asked === 0) {
        asked = -1
        setTimeout(() => {
          asked = performance.now()
          child.send({ kind: 'request', id: 2, method: 'stop', payload: { when: 'now' } })
        }, 300 + 500 * Math.random())
      }
      if (message.kind === 'result' && message.id === 2) heardMs = performance.now() - asked
      // The steps are over when the run turns to its evaluation or its end.
      if (message.kind === 'event' && message.event.kind === 'status' && asked > 0 && !['training', 'stopping'].includes(message.event.record.status)) {
        steppedMs ??= performance.now() - asked
      }
      if (message.kind === 'error') failed(new Error(message.error.message))
      if (message.kind === 'result' && message.id === 1) {
        child.removeAllListeners('exit')
        child.send({ kind: 'shutdown' })
        done({ heardMs, steppedMs })
      }
    })
  })
}

/** Median and largest of several stops of each case. */
export async function measureStops({ entry, prepared, folder, cases, times }) {
  const results = []
  for (const load of [0, 2 * cpus().length]) {
    const burners = Array.from({ length: load }, () => spawn(process.execPath, ['-e', busy], { stdio: 'ignore' }))
    try {
      for (const one of cases) {
        const heard = []
        const stepped = []
        for (let time = 0; time < times; time++) {
          const { heardMs, steppedMs } = await stopOnce(entry, prepared, join(folder, `stop-${results.length}-${time}`), { ...one, epochs: 100_000 })
          heard.push(heardMs)
          stepped.push(steppedMs)
        }
        const sorted = (list) => [...list].sort((a, b) => a - b)
        const sum = (list) => ({ median: sorted(list)[list.length >> 1], worst: sorted(list).at(-1) })
        results.push({ case: `${one.name}, ${one.engine}`, busyProcesses: load, heardMs: sum(heard), steppedMs: sum(stepped) })
      }
    } finally {
      for (const burner of burners) burner.kill('SIGKILL')
    }
  }
  return results
}
