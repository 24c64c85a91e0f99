/** The command line is wrong: exit code 2. The message is one line that says what, where and what to do. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}
