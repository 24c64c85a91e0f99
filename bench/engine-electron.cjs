// Electron's main for engine.mjs: one training in a utility process. Prints RESULT and a JSON document.
const { app, utilityProcess } = module.require('electron')
const { readFileSync } = module.require('node:fs')

const { entry, request } = JSON.parse(readFileSync(process.argv.at(-1), 'utf8'))
/** Processor time that a process has used, in milliseconds (Linux). */
function processorMs(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ')
  return 10 * (Number(fields[11]) + Number(fields[12]))
}

app.whenReady().then(() => {
  const started = performance.now()
  const child = utilityProcess.fork(entry, [], { stdio: ['ignore', 'ignore', 'inherit'] })
  let firstEpochMs = null
  const processor = []
  child.on('exit', (code) => {
    process.stderr.write(`The trainer ended with code ${code}.\n`)
    app.exit(1)
  })
  child.on('message', (message) => {
    if (message.kind === 'ready') child.postMessage({ kind: 'request', id: 1, method: 'train', payload: request })
    if (message.kind === 'event' && message.event.kind === 'epoch') {
      firstEpochMs ??= performance.now() - started
      processor.push(processorMs(child.pid))
    }
    if (message.kind !== 'result' && message.kind !== 'error') return
    if (message.kind === 'error') process.stderr.write(`${message.error.message}\n`)
    const cpuMs = processor.length < 2 ? null : (processor.at(-1) - processor[0]) / (processor.length - 1)
    process.stdout.write(`\nRESULT ${JSON.stringify({ record: message.value, firstEpochMs, cpuMs })}\n`, () => app.exit(message.kind === 'result' ? 0 : 1))
  })
})
