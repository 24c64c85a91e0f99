import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { protocol } from 'electron'
import { appScheme, pathOfAppUrl } from './app-url'
import { contentSecurityPolicy } from './content-security'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}

interface Served {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: Buffer
}

type Handled = Awaited<ReturnType<Parameters<typeof protocol.handle>[1]>>
type ResponseConstructor = new (body: Uint8Array, init: { readonly status: number; readonly headers: Record<string, string> }) => Handled

/** Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } }])
}

/** Serves the built page from `root`, and nothing else, with the policy as a header. */
export function serveApp(root: string): void {
  if (typeof (protocol as Partial<typeof protocol>).handle === 'function') {
    // Wherever `protocol.handle` exists (Electron 25), Node has a global Response; the fallback Electron has neither.
    const WebResponse = Reflect.get(globalThis, 'Response') as ResponseConstructor
    protocol.handle(appScheme, async (request) => {
      const { status, headers, body } = await serve(root, request.url)
      return new WebResponse(body, { status, headers })
    })
    return
  }
  protocol.registerBufferProtocol(appScheme, (request, callback) => {
    void serve(root, request.url).then(({ status, headers, body }) => {
      callback({ statusCode: status, headers, data: body, mimeType: (headers['Content-Type'] ?? '').split(';')[0] ?? '' })
    })
  })
}

async function serve(root: string, url: string): Promise<Served> {
  const segments = pathOfAppUrl(url)
  const type = segments === null ? undefined : types[extname(segments[segments.length - 1] ?? '')]
  if (segments === null || type === undefined) return notFound
  try {
    return {
      status: 200,
      headers: {
        'Content-Type': type,
        'Content-Security-Policy': contentSecurityPolicy,
        'X-Content-Type-Options': 'nosniff',
        'Cross-Origin-Opener-Policy': 'same-origin',
      },
      body: await readFile(join(root, ...segments)),
    }
  } catch {
    return notFound
  }
}

const notFound: Served = { status: 404, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: Buffer.from('Not found') }
