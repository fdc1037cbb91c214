/** The text is not shell language. `unfinished`: more text might make it so. */
export class ShellSyntaxError extends Error {
  override readonly name = 'ShellSyntaxError';
  constructor(
    message: string,
    readonly line: number,
    readonly unfinished = false,
  ) {
    super(message);
  }
}

/** An expansion or a special builtin failed: ends a script, goes back to the prompt of an interactive shell. */
export class ShellError extends Error {
  override readonly name = 'ShellError';
  constructor(
    message: string,
    readonly status = 2,
  ) {
    super(message);
  }
}

/** A jump out of running commands. */
export class Jump extends Error {
  override readonly name = 'Jump';
  constructor(
    readonly to: 'break' | 'continue' | 'return' | 'exit' | 'interrupt',
    /** Loops to leave for break and continue, the status for return and exit. */
    public value: number,
  ) {
    super(to);
  }
}
