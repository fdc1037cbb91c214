import { groups, intents } from './intents.js';
import { keyLabel } from './names.js';

/** The text of docs/keys.md, made from the table. */
export function keysDocument(): string {
  const sections = groups.flatMap((group) => [
    `## ${group}`,
    '',
    '| in the terminal too | after the leader | elsewhere | what it does |',
    '| --- | --- | --- | --- |',
    ...intents
      .filter((row) => row.group === group)
      .map(
        (row) =>
          `| ${list(row.keys)} | ${list(row.leader ? [row.leader] : [])} | ${list(row.plain)} | ${row.about}${row.dangerous ? ' Asks first.' : ''} |`,
      ),
    '',
  ]);
  return [
    '# Keys',
    '',
    'While the terminal has the keyboard, every key goes to the shell, except function keys and the leader key.',
    'The leader is `Ctrl-T`: press it, then the letter. Press it twice to send it to the shell.',
    '`KUBE_TUTOR_LEADER=ctrl-b` chooses another one. `F9` gives the keyboard to the lesson; there single letters do.',
    '',
    'This page is made from the table in `src/tui/keys/intents.ts`; a test keeps it current.',
    '',
    ...sections,
  ].join('\n');
}

function list(keys: readonly string[] = []): string {
  return keys.map((key) => `\`${keyLabel(key)}\``).join(' ');
}
