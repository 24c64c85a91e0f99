// Electron's main for engine.mjs: one training in a utility process. Prints RESULT and a JSON document.
const { app, utilityProcess } = module.require('electron')
const { readFileSync } = module.require('node:fs')

const { entry, request } = JSON.parse(readFileSync(process.argv.at(-1), 'utf8'))
app.whenReady().then(() => {
  const started = performance.now()
  const child = utilityProcess.fork(entry, [], { stdio: 'ignore' })
  let firstEpochMs = null
  child.on('message', (message) => {
    if (message.kind === 'ready') child.postMessage({ kind: 'request', id: 1, method: 'train', payload: request })
    if (message.kind === 'event' && message.event.kind === 'epoch') firstEpochMs ??= performance.now() - started
    if (message.kind !== 'result' && message.kind !== 'error') return
    if (message.kind === 'error') process.stderr.write(`${message.error.message}\n`)
    process.stdout.write(`\nRESULT ${JSON.stringify({ record: message.value, firstEpochMs })}\n`, () => app.exit(message.kind === 'result' ? 0 : 1))
  })
})
