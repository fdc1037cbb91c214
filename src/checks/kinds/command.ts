import type { CommandRecord } from '../../environments/contract.js';
import type { Evidence } from '../contract.js';
import { judged, notPassed, passed } from '../evidence.js';
import { match, matches } from '../match.js';
import type { CheckOf } from '../schema.js';
import {
  commandsTyped,
  commandSubject,
  complaintOf,
  lineWords,
  notTyped,
  sayLine,
  stillRunning,
} from '../typed.js';
import { describe, shorten } from '../words.js';
import type { CheckKind } from './kind.js';

/** Any command of the step may pass; the newest one is what evidence speaks of. Subject: {line, exitCode, output}. */
export const commandKind: CheckKind<'command'> = {
  title: ({ line, running }) => `${lineWords(line)} ${running ? 'is running' : 'was run'}`,
  triggers: ['command'],
  drifts: () => false,
  evaluate(check, { commands }) {
    const typed = commandsTyped(check.line, commands);
    const good = typed.find((command) => problemOf(check, command) === undefined);
    if (good) return passed(commandSubject(good));
    const [newest] = typed;
    if (!newest) return notPassed([notTyped(check.line, check.says, commands)]);
    const problem = problemOf(check, newest);
    return judged(problem ? [problem] : [], commandSubject(newest));
  },
};

function problemOf(check: CheckOf<'command'>, command: CommandRecord): Evidence | undefined {
  const { exitCode } = command;
  if (check.running) return exitCode === undefined ? undefined : ended(command);
  if (exitCode === undefined) return stillRunning(command);
  return matches(check.exit, exitCode) ? undefined : wrongExit(check, command, exitCode);
}

function ended(command: CommandRecord): Evidence {
  return {
    code: 'mismatch',
    object: 'command',
    path: 'running',
    expected: true,
    actual: false,
    says: `${sayLine(command)} has ended; the task wants it still running.`,
  };
}

function wrongExit(check: CheckOf<'command'>, command: CommandRecord, exitCode: number): Evidence {
  const reason = exitCode === 0 ? undefined : complaintOf(command.output);
  const [wanted] = match(check.exit, exitCode);
  return {
    code: 'exit-code',
    object: 'command',
    path: 'exitCode',
    expected: check.exit,
    actual: exitCode,
    says:
      `${sayLine(command)} ended with code ${exitCode}; the task wants ${describe(wanted?.expected ?? check.exit)}.` +
      (reason ? ` It said: ${shorten(reason, 120)}` : ''),
  };
}
