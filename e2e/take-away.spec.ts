import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { answerDialogs, proposed } from './answer-dialogs'
import { beginRun, endless, finishedEpochs, runDetail, status } from './begin-run'
import { expect, test } from './crossfade-app'
import { choose, completed, go, inBothThemes, main, openTab } from './take-away-tab'

test('takes a run away in every format, each checked, with the weights of any epoch', async ({ launch, sandbox }, info) => {
  test.setTimeout(240_000)
  const { app, page } = await launch()
  await completed(page)
  await openTab(page, 'Take away')
  const panel = main(page).getByRole('region', { name: 'Export' })
  const out = join(sandbox.dir, 'out')
  mkdirSync(out)
  const formats = [
    ['Keras (.keras)', 'Birds.keras', /Keras 3|own reader/],
    ['Keras, older (.h5)', 'Birds.h5', /Keras 3|own reader/],
    ['ONNX (.onnx)', 'Birds.onnx', /onnxruntime|own reader/],
    ['TensorFlow SavedModel (folder)', 'Birds-savedmodel', /TensorFlow/],
    ['TensorFlow.js (folder)', 'Birds-tfjs', /tfjs/],
    ['NumPy (folder)', 'Birds-numpy', /NumPy|own reader/],
  ] as const
  for (const [label, name, by] of formats) {
    // A folder of its own each: a model may not replace what belongs to another.
    const place = join(out, label.replace(/\W+/g, '-'))
    mkdirSync(place)
    await answerDialogs(app, { save: join(place, name) })
    await choose(page, 'Format', label)
    await panel.getByRole('button', { name: 'Export…' }).click()
    await expect(panel.getByText('Written, and predicts the same')).toBeVisible({ timeout: 60_000 })
    await expect(panel.getByText(join(place, name))).toBeVisible()
    expect(await proposed(app)).toBe(name)
    const told = Object.fromEntries(await panel.getByRole('definition').evaluateAll((all) => all.map((one) => [one.previousElementSibling?.textContent ?? '', one.textContent ?? ''])))
    expect(told['Checked by']).toMatch(by)
    expect(Number((told['Rows'] ?? '').replace(/\D/g, ''))).toBeGreaterThanOrEqual(1000)
    expect(Number(told['Largest difference'])).toBeLessThan(1e-4)
    expect(readdirSync(place).length).toBeGreaterThan(0)
  }
  // The page's cursor says whose weights are taken, here and in Predict.
  await main(page).getByRole('radiogroup', { name: 'Epoch shown' }).getByRole('radio', { name: 'Last' }).click()
  await expect(main(page).getByRole('combobox', { name: 'Weights' })).toContainText('Last (epoch 4)')
  await main(page).getByRole('tab', { name: 'Predict' }).click()
  await expect(main(page).getByRole('combobox', { name: 'Weights' })).toContainText('Last (epoch 4)')
  await main(page).getByRole('tab', { name: 'Take away' }).click()
  // Weights of a kept epoch, and a name without its ending.
  await choose(page, 'Format', 'ONNX (.onnx)')
  await choose(page, 'Weights', 'Epoch 2')
  await answerDialogs(app, { save: join(out, 'second') })
  await panel.getByRole('button', { name: 'Export…' }).click()
  await expect(panel.getByText(join(out, 'second.onnx'))).toBeVisible({ timeout: 60_000 })
  expect(readFileSync(join(out, 'second.onnx')).equals(readFileSync(join(out, 'ONNX-onnx-', 'Birds.onnx')))).toBe(false)
  await choose(page, 'Format', 'TensorBoard event files (folder)')
  await answerDialogs(app, { save: join(out, 'events') })
  await panel.getByRole('button', { name: 'Export…' }).click()
  await expect(panel.getByText('Written, and reads the same')).toBeVisible({ timeout: 60_000 })
  expect(await panel.getByRole('definition').first().textContent()).toMatch(/TensorBoard|own reader/)
  expect(readdirSync(join(out, 'events', 'Birds')).sort()).toEqual(expect.arrayContaining(['train', 'validation']))
  await inBothThemes(page, (theme) => info.outputPath(`export-${theme}.png`))
})

test('says where an export fails, keeps nothing of it, and can be cancelled', async ({ launch, sandbox }, info) => {
  const { app, page } = await launch()
  const id = await completed(page)
  await openTab(page, 'Take away')
  const panel = main(page).getByRole('region', { name: 'Export' })
  const begin = async (save: string | null) => {
    await answerDialogs(app, { save })
    await panel.getByRole('button', { name: 'Export…' }).click()
  }
  await begin(null)
  await expect(panel.getByRole('button', { name: 'Export…' })).toBeEnabled()
  await expect(panel.getByRole('alert')).toHaveCount(0)

  await begin(join(sandbox.dir, 'nowhere', 'm.keras'))
  await expect(panel.getByRole('alert')).toContainText('is not there, so nothing can be written to it')
  writeFileSync(join(sandbox.dir, 'mine.keras'), 'mine')
  await begin(join(sandbox.dir, 'mine.keras'))
  await expect(panel.getByRole('alert')).toContainText('mine.keras')
  expect(readFileSync(join(sandbox.dir, 'mine.keras'), 'utf8')).toBe('mine')
  // Not even the owner of everything writes there.
  await begin('/proc/m.keras')
  await expect(panel.getByRole('alert')).toContainText(/nothing was written\. Choose another place\./)
  await page.screenshot({ path: info.outputPath('refused.png') })

  // A model whose weights are damaged.
  const best = join(sandbox.workspace, 'runs', id, 'model', 'best')
  const weights = readdirSync(best).find((name) => name.endsWith('.bin')) ?? ''
  writeFileSync(join(best, weights), readFileSync(join(best, weights)).subarray(8))
  await begin(join(sandbox.dir, 'damaged.keras'))
  await expect(panel.getByRole('alert')).toContainText(/cut off|cannot be read/)
  expect(readdirSync(sandbox.dir).filter((name) => name.includes('damaged'))).toEqual([])

  await choose(page, 'Weights', 'Last (epoch 4)')
  await begin(join(sandbox.dir, 'cancelled.keras'))
  await panel.getByRole('button', { name: 'Cancel' }).click()
  await expect(panel.getByText('Cancelled. Nothing was written.')).toBeVisible({ timeout: 30_000 })
  expect(readdirSync(sandbox.dir).filter((name) => name.includes('cancelled'))).toEqual([])
})

test('keeps what people write on the model card with the run, and saves the card', async ({ launch, sandbox }, info) => {
  const { app, page } = await launch()
  const id = await completed(page)
  await openTab(page, 'Take away')
  const card = main(page).getByRole('region', { name: 'Model card' })
  const preview = card.getByRole('article', { name: 'Preview of the model card' })
  await expect(preview.getByRole('heading', { name: 'Model card: Birds' })).toBeVisible({ timeout: 30_000 })
  for (const part of ['Purpose', 'Data', 'Preparation', 'Architecture', 'Training', 'Results', 'Limits', 'How to reproduce']) await expect(preview.getByRole('heading', { name: part, exact: true })).toBeVisible()
  await card.getByRole('textbox', { name: 'Purpose' }).fill('To tell <b>penguins</b> apart.')
  await card.getByRole('textbox', { name: 'Limits' }).fill('Not for puffins.')
  await card.getByRole('textbox', { name: 'Limits' }).blur()
  await expect(preview.getByText('To tell <b>penguins</b> apart.')).toBeVisible()
  await expect(preview.getByText('Not for puffins.')).toBeVisible()
  expect(JSON.parse(readFileSync(join(sandbox.workspace, 'runs', id, 'card.json'), 'utf8'))).toEqual({ version: 1, purpose: 'To tell <b>penguins</b> apart.', limits: 'Not for puffins.' })
  for (const [button, ending, text] of [['Save as HTML…', '.html', 'To tell &lt;b&gt;penguins&lt;/b&gt; apart.'], ['Save as Markdown…', '.md', '# Model card: Birds']] as const) {
    const out = join(sandbox.dir, `card${ending}`)
    await answerDialogs(app, { save: out })
    await card.getByRole('button', { name: button }).click()
    await expect(card.getByText(`Saved to ${out}`)).toBeVisible()
    expect(await proposed(app)).toBe(`Birds-card${ending}`)
    expect(readFileSync(out, 'utf8')).toContain(text)
  }
  await preview.getByRole('heading', { name: 'Results' }).scrollIntoViewIfNeeded()
  await inBothThemes(page, (theme) => info.outputPath(`card-${theme}.png`))
})

test('brings a model in as a design that starts from its weights, and refuses hostile files', async ({ launch, sandbox }, info) => {
  test.setTimeout(240_000)
  const { app, page } = await launch()
  await page.getByRole('button', { name: /Palmer penguins/ }).click()
  await expect(main(page).getByRole('heading', { level: 1, name: 'Design' })).toBeVisible()
  const id = await completed(page)
  const model = join(sandbox.dir, 'birds.keras')
  await openTab(page, 'Take away')
  await answerDialogs(app, { save: model })
  await main(page).getByRole('region', { name: 'Export' }).getByRole('button', { name: 'Export…' }).click()
  await expect.poll(() => existsSync(model), { timeout: 60_000 }).toBe(true)
  const before = await runDetail(page, id)

  await go(page, 'Design')
  const bringIn = async (path: string) => {
    await answerDialogs(app, { open: path })
    await main(page).getByRole('button', { name: 'Presets' }).click()
    await page.getByRole('menuitem', { name: /Import a model…/ }).click()
  }
  const hostile = {
    'rubbish.h5': 'rubbish',
    'climbs.json': JSON.stringify({ modelTopology: {}, weightsManifest: [{ paths: ['../../../../etc/passwd'], weights: [] }] }),
    'empty.keras': '',
    'huge.json': JSON.stringify({ modelTopology: before.record.experiment.model, weightsManifest: [{ paths: ['w.bin'], weights: [{ name: 'a/kernel', shape: [1 << 29, 1 << 9], dtype: 'float32' }] }] }),
  }
  for (const [name, content] of Object.entries(hostile)) {
    writeFileSync(join(sandbox.dir, name), content)
    await bringIn(join(sandbox.dir, name))
    const notice = page.getByRole('region', { name: /^Messages/ }).getByRole('listitem')
    await expect(notice).toContainText(name)
    await notice.getByRole('button', { name: 'Dismiss' }).click()
    await expect(notice).toHaveCount(0)
  }
  expect(existsSync(join(sandbox.workspace, 'imports')) ? readdirSync(join(sandbox.workspace, 'imports')) : []).toEqual([])

  await bringIn(model)
  await expect(main(page).getByText(/Starts from the weights of birds\.keras/)).toBeVisible()
  await inBothThemes(page, (theme) => info.outputPath(`import-${theme}.png`))

  await main(page).getByRole('button', { name: /^Train/ }).click()
  await expect(main(page).getByRole('heading', { level: 1 })).not.toHaveText('Design')
  const run = (await page.evaluate(() => window.crossfade.listRuns({ from: 0 }))) as { readonly value: { readonly entries: string } }
  const [newest] = JSON.parse(run.value.entries) as { readonly record: { readonly id: string; readonly experiment: { readonly model: { readonly start?: { readonly name: string } } } } }[]
  expect(newest?.record.experiment.model.start?.name).toBe('birds.keras')
  await finishedEpochs(page, newest?.record.id ?? '', 1)
  const after = await runDetail(page, newest?.record.id ?? '')
  expect(after.metrics[0]?.loss ?? Infinity).toBeLessThan(before.metrics[0]?.loss ?? 0)
  // A window with a run at work asks before it closes. It may have ended by itself by now.
  await page.evaluate((one) => window.crossfade.stopRun({ id: one, when: 'now' }), newest?.record.id ?? '')
  await expect.poll(() => status(page, newest?.record.id ?? ''), { timeout: 60_000 }).toMatch(/^(completed|stopped)$/)

  await go(page, 'Design')
  await main(page).getByRole('spinbutton', { name: 'Layer 1: units' }).fill('77')
  await page.keyboard.press('Enter')
  await expect(main(page).getByText(/The weights of birds\.keras do not fit the stack: layer 1 asks for/).first()).toBeVisible()
  await main(page).getByRole('button', { name: 'Start from drawn weights' }).click()
  await expect(main(page).getByText(/birds\.keras/)).toHaveCount(0)
})

test('writes event files while a run trains, where that is switched on', async ({ launch, sandbox }, info) => {
  const { page } = await launch()
  await go(page, 'Settings')
  await main(page).getByRole('checkbox', { name: 'Write event files for TensorBoard while a run trains' }).check()
  await expect(main(page).getByText(`tensorboard --logdir "${join(sandbox.workspace, 'tensorboard')}"`)).toBeVisible()
  await main(page).getByRole('textbox', { name: 'MLflow server' }).fill('http://127.0.0.1:9')
  await main(page).getByRole('textbox', { name: 'MLflow server' }).blur()
  await main(page).getByRole('heading', { name: 'Other programs' }).scrollIntoViewIfNeeded()
  await inBothThemes(page, (theme) => info.outputPath(`settings-${theme}.png`))
  const id = await beginRun(page, 'penguins', endless)
  const folder = join(sandbox.workspace, 'tensorboard')
  const bytes = () => (existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /train.events\.out/.test(name)).map((name) => readFileSync(join(folder, name)).length) : [])
  await expect.poll(() => bytes()[0] ?? 0, { timeout: 60_000 }).toBeGreaterThan(200)
  const early = bytes()[0] ?? 0
  await expect.poll(() => bytes()[0] ?? 0).toBeGreaterThan(early)
  await page.evaluate((run) => window.crossfade.stopRun({ id: run, when: 'now' }), id)
  await expect.poll(() => status(page, id), { timeout: 60_000 }).toBe('stopped')
  await page.evaluate((run) => window.crossfade.annotateRun({ id: run, name: 'Birds' }), id)
  await openTab(page, 'Take away')
  await choose(page, 'Format', 'MLflow server')
  await main(page).getByRole('button', { name: 'Send' }).click()
  await expect(main(page).getByRole('alert')).toContainText('Is the server running', { timeout: 60_000 })
})
