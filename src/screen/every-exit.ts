import { constants } from 'node:os';

/** What must happen however the program ends. */
export interface ExitPlan {
  /** Ends child processes; waited for, but not for ever. */
  endChildren(): Promise<void>;
  /** How long that may take, in milliseconds; 2000 unless given. */
  patience?: number;
  /** Brings the terminal back; synchronous, may be called more than once. */
  restore(): void;
  /** Tells of a crash, after the terminal is back. */
  report(error: unknown): void;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

const usualPatience = 2000;
/** Exit code of a crash: EX_SOFTWARE of sysexits(3). */
const crashed = 70;

/**
 * Runs the plan on every way out: a signal (exit code 128 + its number), an uncaught error or rejection (70), and
 * process.exit from anywhere (terminal only: closing a PTY hangs its processes up). A second signal leaves at once.
 * Returns a function that takes the handlers away.
 */
export function onEveryExit(process: NodeJS.Process, plan: ExitPlan): () => void {
  let leaving = false;
  const leave = async (code: number, last: () => void) => {
    if (!leaving) {
      leaving = true;
      let timer: NodeJS.Timeout | undefined;
      const enough = new Promise<void>(
        (resolve) => (timer = setTimeout(resolve, plan.patience ?? usualPatience)),
      );
      await Promise.race([plan.endChildren().catch(() => {}), enough]);
      clearTimeout(timer);
    }
    plan.restore();
    last();
    process.exit(code);
  };
  const onSignal = (signal: NodeJS.Signals) => void leave(128 + constants.signals[signal], () => {});
  const onCrash = (error: unknown) => {
    // What fails while we leave must not cut the leaving short, nor hide the first reason.
    if (!leaving) void leave(crashed, () => plan.report(error));
  };
  const onExit = () => plan.restore();

  for (const signal of signals) process.on(signal, onSignal);
  process.on('uncaughtException', onCrash);
  process.on('unhandledRejection', onCrash);
  process.on('exit', onExit);
  return () => {
    for (const signal of signals) process.off(signal, onSignal);
    process.off('uncaughtException', onCrash);
    process.off('unhandledRejection', onCrash);
    process.off('exit', onExit);
  };
}
