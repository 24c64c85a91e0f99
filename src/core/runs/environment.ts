import { cpus, hostname } from 'node:os'
import type { Environment } from '@shared/run/run-record'
import { crossfadeVersion } from '@shared/version'

/** Where a run is made. The version of TensorFlow is added by the trainer that loads it. */
export function environmentHere(): Environment {
  const processors = cpus()
  return {
    crossfade: crossfadeVersion,
    node: process.versions.node,
    electron: (process.versions as Readonly<Record<string, string | undefined>>)['electron'] ?? null,
    tensorflow: null,
    platform: process.platform,
    arch: process.arch,
    cpu: processors[0]?.model ?? '',
    cores: processors.length,
    host: hostname(),
  }
}
