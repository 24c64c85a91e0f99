/** The last characters a process wrote, and each whole line as it comes. */
export class OutputTail {
  private kept = ''
  private line = ''

  constructor(
    private readonly onLine: (line: string) => void,
    private readonly limit = 8_192,
  ) {}

  add(chunk: Uint8Array): void {
    const text = new TextDecoder().decode(chunk)
    this.kept = (this.kept + text).slice(-this.limit)
    const lines = (this.line + text).split('\n')
    this.line = lines.pop() ?? ''
    for (const line of lines) this.onLine(line)
  }

  get text(): string {
    return this.kept
  }
}
