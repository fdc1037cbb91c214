import type { Trigger } from '../contract.js';
import type { Check, CheckOf } from '../schema.js';
import { absentKind } from './absent.js';
import { answerKind } from './answer.js';
import { commandKind } from './command.js';
import { containerKind, imageKind, networkKind, volumeKind } from './docker-objects.js';
import { execKind } from './exec.js';
import { fileKind } from './file.js';
import { httpKind } from './http.js';
import type { CheckKind } from './kind.js';
import { logsKind } from './logs.js';
import { outputKind } from './output.js';

/** Every kind of check. The type makes sure that a kind of the schema is not forgotten here. */
const kinds: { [K in Check['kind']]: CheckKind<K> } = {
  container: containerKind,
  image: imageKind,
  network: networkKind,
  volume: volumeKind,
  file: fileKind,
  absent: absentKind,
  command: commandKind,
  output: outputKind,
  http: httpKind,
  exec: execKind,
  logs: logsKind,
  answer: answerKind,
};

/** The kind of a check. */
export function kindOf<K extends Check['kind']>(check: { kind: K } & CheckOf<K>): CheckKind<K> {
  return kinds[check.kind];
}

/** The line of a check on the checklist: the author's, or one made from the check. */
export function checkTitle(check: Check): string {
  return check.says ?? kindOf(check).title(check);
}

/** What can change the result of a check. */
export function triggersOf(check: Check): readonly Trigger[] {
  return kindOf(check).triggers;
}
