import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from './crossfade-app'

test('opens on a workspace that it makes, with the engine named in the status bar', async ({ launch, sandbox }) => {
  const { page } = await launch()
  await expect(page).toHaveTitle(/Crossfade/)
  await expect(page.getByRole('button', { name: /Open dataset/ })).toBeVisible()
  await expect(page.getByText(/TensorFlow \d+\.\d+/)).toBeVisible({ timeout: 60_000 })
  const snapshot = await page.evaluate(() => window.crossfade.snapshot())
  expect(snapshot).toMatchObject({ ok: true, value: { workspace: { dir: sandbox.workspace, readOnly: false }, notices: [] } })
})

test('is sandboxed, isolated, and knows nothing of Node', async ({ launch }) => {
  const { app, page } = await launch()
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    return (contents as unknown as { getLastWebPreferences(): Record<string, unknown> }).getLastWebPreferences()
  })
  expect(preferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true })
  expect(await page.evaluate(() => ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'electron'].filter((name) => name in window))).toEqual([])
})

test('refuses inline scripts, styles and foreign content by its policy', async ({ launch }) => {
  const { app, page, complaints } = await launch()
  // In the page's own world and as the page would do it: code handed in by a debugger is not held to the policy.
  await page.evaluate(() => {
    const refused: string[] = []
    Object.assign(window, { refused })
    document.addEventListener('securitypolicyviolation', (event) => refused.push(event.effectiveDirective))
    const add = (name: string, content: string, attributes: Record<string, string> = {}) => {
      const element = document.createElement(name)
      element.textContent = content
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
      document.body.append(element)
    }
    add('script', 'window.injected = true')
    add('script', '', { src: 'https://example.org/x.js' })
    add('style', 'body { outline: 1px solid red }')
    add('img', '', { src: 'https://example.org/x.png' })
    add('iframe', '', { src: 'https://example.org/' })
    void fetch('https://example.org/').catch(() => undefined)
  })
  // Each refusal may be told twice: by the header, and by what the page says in its own head.
  const refused = () => page.evaluate(() => [...new Set((window as unknown as { refused: string[] }).refused)].sort())
  await expect.poll(refused).toEqual(['connect-src', 'frame-src', 'img-src', 'script-src-elem', 'style-src-elem'])
  expect(await page.evaluate(() => 'injected' in window)).toBe(false)
  const header = await app.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    return (await contents?.executeJavaScript("fetch('/index.html').then((page) => page.headers.get('content-security-policy'))")) as string
  })
  expect(header).toContain("default-src 'none'")
  expect(header).not.toContain('unsafe-')
  // These refusals were wanted; nothing else may have complained.
  expect(complaints.filter((line) => !/Content Security Policy|example\.org/.test(line))).toEqual([])
  complaints.length = 0
})

test('loads without asking for anything that its policy refuses', async ({ launch }) => {
  const { page } = await launch()
  await page.addInitScript(() => {
    const refused: string[] = []
    Object.assign(window, { refused })
    document.addEventListener('securitypolicyviolation', (event) => refused.push(`${event.effectiveDirective} ${event.blockedURI}`))
  })
  await page.reload()
  await expect(page.getByRole('button', { name: /Open dataset/ })).toBeVisible()
  await page.evaluate(() => document.fonts.ready)
  expect(await page.evaluate(() => ({ refused: (window as unknown as { refused: string[] }).refused, fonts: document.fonts.size > 0 }))).toEqual({ refused: [], fonts: true })
})

test('does not navigate, open windows, or grant permissions', async ({ launch }) => {
  const { app, page, complaints } = await launch()
  await expect(page.getByRole('button', { name: /Open dataset/ })).toBeVisible()
  const address = page.url()
  const opened = await page.evaluate(() => {
    const link = document.createElement('a')
    link.href = 'http://localhost:9/away'
    document.body.append(link)
    link.click()
    link.remove()
    return window.open('file:///etc/passwd') === null
  })
  expect(opened).toBe(true)
  expect(page.url()).toBe(address)
  expect(app.windows()).toHaveLength(1)
  const states = await page.evaluate(async () => {
    const names = ['geolocation', 'notifications', 'camera'] as PermissionName[]
    return Promise.all(names.map(async (name) => (await navigator.permissions.query({ name })).state))
  })
  expect(states).toEqual(['denied', 'denied', 'denied'])
  expect(complaints).toEqual(['Not allowed to load local resource: file:///etc/passwd'])
  complaints.length = 0
})

test('serves its own page only', async ({ launch }) => {
  const { page, complaints } = await launch()
  const statuses = await page.evaluate(async () => {
    const of = async (path: string) => (await fetch(path).catch(() => null))?.status ?? 'refused'
    return [await of('/index.html'), await of('/..%2f..%2fpackage.json'), await of('/../../package.json'), await of('/none.js'), await of('file:///etc/passwd')]
  })
  expect(statuses).toEqual([200, 404, 404, 404, 'refused'])
  complaints.length = 0
})

test('answers garbage from its own page with invalid-argument', async ({ launch }) => {
  const { page } = await launch()
  const answers = await page.evaluate(async () => {
    const verbs = Object.entries(window.crossfade as unknown as Record<string, (argument: unknown) => unknown>)
    const garbage: unknown[] = [undefined, 7, 'x', [], { id: '../../etc/passwd', when: 'never', url: 3, text: 4, message: 5, sample: 6, theme: 7, name: 8, path: '/etc/passwd' }]
    const takesArgument = verbs.filter(([name]) => !/^on[A-Z]|^(snapshot|probeEngine|openLogs|chooseWorkspace|openDataset|listDatasets|getQueue|pauseQueue|resumeQueue|storageUse|choosePredictFile|cancelPredict|showPredictions|cancelProof|cancelComparison|openCompareConfig|pickTestFile|importRuns|importModel|cancelExport|showExport|cancelRowForm|closeRowForm|takeExperiments|listStudies|openStudyFile|openExperiment)$/.test(name))
    const seen: string[] = []
    for (const [name, verb] of takesArgument) {
      for (const argument of garbage) {
        const answer = (await verb(argument)) as { ok: boolean; error?: { code: string } }
        seen.push(`${name}: ${answer.ok ? 'accepted' : String(answer.error?.code)}`)
      }
    }
    return { verbs: takesArgument.length, seen: [...new Set(seen)] }
  })
  // An empty list and an empty change have the same shape to the bridge: nothing is changed by it.
  expect(answers.seen.filter((line) => !line.endsWith('invalid-argument') && line !== 'changeSettings: accepted')).toEqual([])
  expect(answers.verbs).toBeGreaterThanOrEqual(16)
})

test('shows nothing that axe objects to', async ({ launch }) => {
  const { page } = await launch()
  await expect(page.getByRole('button', { name: /Open dataset/ })).toBeVisible()
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)).toEqual([])
})
