import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { CrossfadeError } from '@shared/errors'
import { send } from './http'

/** A file of this disk, or a text. Its name in the run's artifacts: names separated by slashes. */
export type MlflowArtifact = { readonly name: string } & ({ readonly path: string } | { readonly text: string })

/** An artifact that the server took, with its length in bytes. */
export interface SentArtifact {
  readonly name: string
  readonly bytes: number
}

/** Ids of the server's own making stand in addresses and file names, so they hold nothing else. */
export const serverId = z.string().regex(/^[A-Za-z0-9_-]{1,250}$/)
const createdExperiment = z.object({ experiment_id: serverId })
const knownExperiment = z.object({ experiment: createdExperiment })

/** A tracking server of MLflow, over its REST interface, version 2.0. Errors of all calls: server-unavailable, cancelled. */
export class MlflowServer {
  private readonly base: URL

  /** Throws `invalid-argument` where the address is none. */
  constructor(address: string, private readonly signal: AbortSignal) {
    try {
      this.base = new URL(address.endsWith('/') ? address : `${address}/`)
    } catch {
      throw new CrossfadeError('invalid-argument', `${address} is no address of a server. Write http://HOST:PORT.`)
    }
    if (this.base.protocol !== 'http:' && this.base.protocol !== 'https:') throw new CrossfadeError('invalid-argument', `${address}: a tracking server is reached over http or https.`)
  }

  get origin(): string {
    return this.base.origin
  }

  async post<Schema extends z.ZodType>(call: string, body: object, schema: Schema): Promise<z.infer<Schema>> {
    const url = this.api(call)
    return answerOf(url, await send(url, 'POST', Buffer.from(JSON.stringify(body)), 'application/json', this.signal), schema)
  }

  async get<Schema extends z.ZodType>(call: string, query: Readonly<Record<string, string>>, schema: Schema): Promise<z.infer<Schema>> {
    const url = this.api(call, query)
    return answerOf(url, await send(url, 'GET', null, 'application/json', this.signal), schema)
  }

  /** The id of an experiment by name; made where there is none. */
  async experiment(name: string): Promise<string> {
    const url = this.api('experiments/get-by-name', { experiment_name: name })
    const known = await send(url, 'GET', null, 'application/json', this.signal).catch((thrown: unknown) => {
      if (thrown instanceof CrossfadeError && /RESOURCE_DOES_NOT_EXIST/.test(thrown.message)) return null
      throw thrown
    })
    return known === null ? (await this.post('experiments/create', { name }, createdExperiment)).experiment_id : answerOf(url, known, knownExperiment).experiment.experiment_id
  }

  /** Through the server's own store of artifacts, where it has one. */
  async upload(uri: string, artifacts: readonly MlflowArtifact[]): Promise<readonly SentArtifact[]> {
    const place = /^mlflow-artifacts:\/*(.*)$/.exec(uri)?.[1]
    if (place === undefined) return []
    const sent: SentArtifact[] = []
    for (const artifact of artifacts) {
      const { name } = artifact
      const url = new URL(`api/2.0/mlflow-artifacts/artifacts/${[...place.split('/'), ...name.split('/')].map(encodeURIComponent).join('/')}`, this.base)
      const content = 'path' in artifact ? await readFile(artifact.path) : Buffer.from(artifact.text)
      await send(url, 'PUT', content, 'application/octet-stream', this.signal)
      sent.push({ name, bytes: content.length })
    }
    return sent
  }

  private api(call: string, query: Readonly<Record<string, string>> = {}): URL {
    const url = new URL(`api/2.0/mlflow/${call}`, this.base)
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    return url
  }
}

/** What a server answered, as far as it is read. Throws `server-unavailable` where it is no answer of MLflow's. */
function answerOf<Schema extends z.ZodType>({ origin, pathname }: URL, text: string, schema: Schema): z.infer<Schema> {
  const parsed = schema.safeParse(parse(text))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new CrossfadeError('server-unavailable', `${origin}: the answer to ${pathname} is not one of MLflow's (${issue === undefined || issue.path.length === 0 ? 'no JSON object' : `${issue.path.join('.')}: ${issue.message}`}). Check the address.`)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
