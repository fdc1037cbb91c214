import type { ImageConfig } from '../../images/document.js';
import type { Step } from '../dockerfile/instructions.js';
import { describeConfig } from '../step/describe.js';
import { runArgs, type StageState } from '../step/state.js';
import { runArgv } from '../step/work.js';

/** The line of the image's history that a step leaves. */
export function createdBy(state: StageState, step: Step, config: ImageConfig): string {
  switch (step.kind) {
    case 'run': {
      const args = runArgs(state);
      const command = runArgv(state, step).argv.join(' ');
      return `RUN ${args.length > 0 ? `|${args.length} ${args.join(' ')} ` : ''}${command} # buildkit`;
    }
    case 'copy':
    case 'add': {
      const names = [...step.sources, ...step.heredocs.map(({ name }) => `<<${name}`), step.target].join(' ');
      const flags = [
        ...(step.chown === undefined ? [] : [`--chown=${step.chown} `]),
        ...(step.chmod === undefined ? [] : [`--chmod=${step.chmod} `]),
      ].join('');
      return `${step.kind.toUpperCase()} ${flags}${names} # buildkit`;
    }
    case 'workdir':
      return `WORKDIR ${config.WorkingDir ?? '/'}`;
    case 'expose':
      return `EXPOSE [${step.words.map((word) => (word.includes('/') ? word : `${word}/tcp`)).join(' ')}]`;
    default:
      return describeConfig(step, config) ?? '';
  }
}
