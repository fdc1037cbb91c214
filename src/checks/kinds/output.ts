import type { Evidence } from '../contract.js';
import { notPassed, passed } from '../evidence.js';
import { matches } from '../match.js';
import { textPattern, textWords } from '../text.js';
import { commandsTyped, commandSubject, notTyped, sayLine } from '../typed.js';
import { factValue } from '../words.js';
import type { CheckKind } from './kind.js';

/** Commands of this step, the running one too, newest first. Subject: {line, exitCode, output}. */
export const outputKind: CheckKind<'output'> = {
  title: ({ match }) => `the output shows ${textWords(match)}`,
  triggers: ['command'],
  // A running command prints without any event.
  drifts: ({ commands }) => commands.some(({ exitCode }) => exitCode === undefined),
  evaluate(check, { commands }) {
    const wanted = textPattern(check.match);
    const typed = check.line === undefined ? [...commands].reverse() : commandsTyped(check.line, commands);
    const good = typed.find(({ output }) => matches(wanted, output));
    if (good) return passed(commandSubject(good));
    const [newest] = typed;
    if (!newest) return notPassed([notTyped(check.line ?? 'A command', check.says, commands)]);
    const running = newest.exitCode === undefined ? ' so far; it is still running' : '';
    const evidence: Evidence = {
      code: 'mismatch',
      object: 'command',
      path: 'output',
      expected: check.match,
      actual: factValue(newest.output) ?? '',
      says: `The output of ${sayLine(newest)} does not show ${textWords(check.match)}${running}.`,
    };
    return notPassed([evidence], commandSubject(newest));
  },
};
