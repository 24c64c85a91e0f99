import { isAbsolute, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What one start can hand over; a running program takes no more than some kilobytes from a second start. */
const mostFiles = 10

/**
 * The experiment files that a start was given: by "open with", a double click or on a command line. Everything else there (the executable, the folder
 * of a development start, switches, also those that Chromium adds) is passed over. Whether a file is there and what is in it shows when it is opened.
 * @param argv as process.argv or as a second start hands it on
 * @param workingDir of that start: relative names are meant from there
 * @returns absolute paths, each once
 */
export function filesToOpen(argv: readonly string[], workingDir: string): readonly string[] {
  const named = argv.slice(1).flatMap((word) => {
    if (word.startsWith('-')) return []
    const path = pathOf(word, workingDir)
    return path !== null && /\.crossfade$/i.test(path) ? [path] : []
  })
  return [...new Set(named)].slice(0, mostFiles)
}

/** Linux desktops hand files over as addresses. */
function pathOf(word: string, workingDir: string): string | null {
  if (!/^file:/i.test(word)) return isAbsolute(word) ? resolve(word) : resolve(workingDir, word)
  try {
    return fileURLToPath(word)
  } catch {
    return null
  }
}

/** What a second start tells the first; from another version it may be anything. */
export function filesOfSecondStart(told: unknown, argv: readonly string[], workingDir: string): readonly string[] {
  const files = typeof told === 'object' && told !== null ? (told as { readonly files?: unknown }).files : undefined
  const known = Array.isArray(files) ? files.filter((file): file is string => typeof file === 'string' && isAbsolute(file)) : null
  return known === null ? filesToOpen(argv, workingDir) : known.slice(0, mostFiles)
}
