// What Electron's own default app does, for an Electron that came without one: run the app folder named on the command
// line under that app's own name, version, path and user data. `--require FILE` and `-r FILE` load FILE first.
const { app } = require('electron')
const fs = require('node:fs')
const Module = require('node:module')
const path = require('node:path')

const preloads = []
let target
for (let index = 1; index < process.argv.length && target === undefined; index++) {
  const argument = process.argv[index]
  if (argument === '-r' || argument === '--require') preloads.push(process.argv[++index])
  else if (!argument.startsWith('-')) target = path.resolve(argument)
}

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

if (target === undefined) fail('Name the folder of an app: electron FOLDER')

Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true })

const manifest = path.join(target, 'package.json')
let appPath
if (fs.existsSync(manifest)) {
  const described = JSON.parse(fs.readFileSync(manifest, 'utf8'))
  const name = described.productName || described.name
  if (described.version) app.setVersion(described.version)
  if (name) {
    app.name = name
    app.setDesktopName(described.desktopName || `${name}.desktop`)
    if (!app.commandLine.hasSwitch('user-data-dir')) app.setPath('userData', path.join(app.getPath('appData'), name))
  }
  appPath = target
}

let entry
try {
  entry = Module._resolveFilename(target, null, true)
} catch (error) {
  fail(`There is no app at ${target}: ${error.message}`)
}
app.setAppPath(appPath || path.dirname(entry))
for (const preload of preloads) require(path.resolve(preload))
Module._load(entry, null, true)
