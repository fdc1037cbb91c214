import { join } from 'node:path';
import { stateFolder } from '../course/progress/files.js';

/** History file of the lesson shells: what was typed in lessons stays apart from the learner's own history. */
export function shellHistory(name = 'shell'): string {
  return join(stateFolder(), `${name}-history`);
}
