import type { IndexFiles } from './index-files'

/** Times and sizes of the files that an entry is made of: the same stamp, the same entry. */
export function stampOf(files: IndexFiles, dir: string): string {
  return ['run.json', 'notes.json', 'metrics.jsonl', 'evaluation.json']
    .map((name) => {
      const facts = files.facts(`${dir}/${name}`)
      return facts === null ? '-' : `${facts.time}:${facts.size}`
    })
    .join(' ')
}
