import { element, escapeText, table } from '../../compare/report/markup'
import { reportStyle } from '../../compare/report/report-style'
import type { Card } from './card'
import type { CardBlock } from './card-block'

/** The card as one page that needs nothing else: no script, no network. */
export function cardHtml({ title, note, sections }: Card): string {
  const body = [
    element('h1', {}, escapeText(title)),
    element('p', { class: 'note' }, escapeText(note)),
    ...sections.flatMap((section) => [element('h2', {}, escapeText(section.title)), ...section.blocks.map(htmlBlock)]),
  ]
  const head = [
    '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    element('title', {}, escapeText(title)),
    `<style>${reportStyle}\npre{overflow-x:auto}</style>`,
  ]
  return ['<!doctype html>', '<html lang="en">', element('head', {}, ...head), element('body', {}, element('main', {}, ...body)), '</html>\n'].join('\n')
}

function htmlBlock(block: CardBlock): string {
  switch (block.kind) {
    case 'text':
      return block.text.split(/\n{2,}/).map((paragraph) => element('p', {}, escapeText(paragraph).replace(/\n/g, '<br>'))).join('')
    case 'list':
      return element('ul', {}, ...block.items.map((item) => element('li', {}, escapeText(item))))
    case 'code':
      return element('pre', {}, element('code', {}, escapeText(block.text)))
    case 'table':
      return table(block.caption, block.columns, block.rows)
  }
}

/** The card as Markdown (CommonMark with tables). Texts of the table's own cannot become markup. */
export function cardMarkdown({ title, note, sections }: Card): string {
  const parts = [`# ${plain(title)}`, plain(note), ...sections.flatMap((section) => [`## ${plain(section.title)}`, ...section.blocks.map(markdownBlock)])]
  return `${parts.join('\n\n')}\n`
}

function markdownBlock(block: CardBlock): string {
  switch (block.kind) {
    case 'text':
      return plain(block.text)
    case 'list':
      return block.items.map((item) => `- ${oneLine(item)}`).join('\n')
    case 'code':
      return block.text.split('\n').map((line) => `    ${line}`).join('\n')
    case 'table': {
      const line = (cells: readonly string[]) => `| ${cells.map((cell) => oneLine(cell).replace(/\|/g, '\\|')).join(' | ')} |`
      return [`**${plain(block.caption)}**`, '', line(block.columns.map(({ title }) => title)), line(block.columns.map(({ numeric }) => (numeric === true ? '---:' : '---'))), ...block.rows.map(line)].join('\n')
    }
  }
}

const plain = (text: string): string => text.replace(/[\\`*_[\]<>#]/g, (character) => `\\${character}`)
const oneLine = (text: string): string => plain(text).replace(/\s*\n\s*/g, ' ')
