export interface TextColumn {
  readonly title: string
  readonly align: 'left' | 'right'
}

/** Columns of even width, separated by two blanks. */
export function textTable(columns: readonly TextColumn[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map((column, index) => Math.max(column.title.length, ...rows.map((row) => [...(row[index] ?? '')].length)))
  const line = (cells: readonly string[]) =>
    columns
      .map((column, index) => {
        const cell = cells[index] ?? ''
        const blanks = ' '.repeat(Math.max(0, (widths[index] ?? 0) - [...cell].length))
        return column.align === 'left' ? cell + blanks : blanks + cell
      })
      .join('  ')
      .trimEnd()
  return [line(columns.map((column) => column.title)), ...rows.map(line)].join('\n')
}
