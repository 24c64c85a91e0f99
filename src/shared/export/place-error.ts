import { CrossfadeError } from '../errors'

/** A failed write to the place that a person chose for an export or for predictions, as a line for people; what is no plain matter of disk or permission stays as it is. */
export function placeError(thrown: unknown, out: string): unknown {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : null
  const folder = out.replace(/[\\/][^\\/]*$/, '') || out
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'disk-full':
      return new CrossfadeError('disk-full', `No space is left in ${folder}, or in the workspace, where the file is prepared. Nothing was kept. Make room, or choose another place.`)
    case 'EROFS':
      return new CrossfadeError('invalid-argument', `${folder} is read-only, so nothing was written. Choose another place.`)
    case 'EACCES':
    case 'EPERM':
      return new CrossfadeError('invalid-argument', `You may not write to ${folder}, so nothing was written. Choose another place.`)
    case 'ENAMETOOLONG':
      return new CrossfadeError('invalid-argument', `The name ${out} is too long for its disk. Choose a shorter one.`)
    case 'ENOENT':
    case 'ENOTDIR':
      return new CrossfadeError('file-not-found', `${folder} is gone, so nothing was written. Choose another place.`)
    default:
      return thrown
  }
}
