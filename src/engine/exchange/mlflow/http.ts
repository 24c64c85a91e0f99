import { request as plain } from 'node:http'
import { request as secure } from 'node:https'
import { CrossfadeError } from '@shared/errors'

const longestAnswer = 16 << 20

/** Sends one request and answers the body; redirections are not followed. Errors: server-unavailable where nobody answers or the answer is no. */
export function send(url: URL, method: 'GET' | 'POST' | 'PUT', body: Uint8Array | null, type: string, signal?: AbortSignal): Promise<string> {
  return new Promise((done, fail) => {
    const refused = (what: string) => fail(new CrossfadeError('server-unavailable', `${url.origin}: ${what}`))
    const start = url.protocol === 'https:' ? secure : plain
    const call = start(url, { method, timeout: 60_000, headers: { 'content-type': type, 'content-length': body?.length ?? 0 }, ...(signal === undefined ? {} : { signal }) }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (piece: string) => {
        text += piece
        if (text.length > longestAnswer) call.destroy(new Error('the answer is too long'))
      })
      answer.on('end', () => {
        const status = answer.statusCode ?? 0
        if (status >= 200 && status < 300) done(text)
        else refused(`the server answered ${status} to ${url.pathname}: ${text.slice(0, 300).replace(/\s+/g, ' ')}`)
      })
    })
    call.on('timeout', () => call.destroy(new Error('no answer for a minute')))
    call.on('error', (error) => (signal?.aborted === true ? fail(new CrossfadeError('cancelled', 'Cancelled.')) : refused(`no answer (${error.message}). Is the server running?`)))
    call.end(body ?? undefined)
  })
}
