// @ts-check
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { output } from './build.mjs'
import { root } from './setup/paths.mjs'
import { say } from './setup/report.mjs'

/** The same file as anybody can run: npm run -s cli -- study resources/studies/song-genres-quick.json */
const study = join(root, 'resources', 'studies', 'song-genres-quick.json')

/**
 * Runs the quick grid of the song study on the synthetic songs, in the last used workspace, to the end: 36 small networks, the best
 * by validation scored on its test rows.
 * @returns {Promise<number>} the exit code
 */
export async function sampleStudy() {
  say('Sample: 11,400 synthetic songs of 114 genres; a grid of 36 networks, 6 epochs each. It takes about half a minute.')
  const code = await commandLine(['study', study, '--evaluate'])
  if (code === 0) say('See the trials again: npm run -s cli -- runs. On a machine with a display, npm start opens them in the window.')
  return code
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<number>}
 */
function commandLine(args) {
  const child = spawn(process.execPath, [join(output, 'main', 'cli.js'), ...args], { stdio: ['ignore', 'inherit', 'inherit'] })
  // Ctrl-C reaches the study too: it saves itself and ends, and then this ends with its code.
  const ignore = () => undefined
  const forward = () => child.kill('SIGTERM')
  process.on('SIGINT', ignore)
  process.on('SIGTERM', forward)
  return new Promise((done, fail) => {
    child.on('error', fail)
    child.on('close', (code, signal) => {
      process.removeListener('SIGINT', ignore)
      process.removeListener('SIGTERM', forward)
      done(code ?? (signal === 'SIGINT' ? 130 : 1))
    })
  })
}
