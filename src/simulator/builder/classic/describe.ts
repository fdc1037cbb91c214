import type { ImageConfig } from '../../images/document.js';
import type { Step } from '../dockerfile/instructions.js';
import { describeConfig } from '../step/describe.js';
import { runArgs, shellOf, type StageState } from '../step/state.js';
import { runArgv } from '../step/work.js';

/** An instruction as the progress shows it: on one line, its keyword in capitals. */
export const sourceOf = ({ line }: Step): string =>
  line.rest === '' ? line.keyword.toUpperCase() : `${line.keyword.toUpperCase()} ${line.rest}`;

/** The line of the image's history that a step leaves; `digest` is that of copied files. */
export function createdBy(state: StageState, step: Step, config: ImageConfig, digest: string): string {
  const shell = shellOf(state.document.config).join(' ');
  switch (step.kind) {
    case 'run': {
      const args = runArgs(state);
      const command = runArgv(state, step).argv.join(' ');
      return args.length > 0 ? `|${args.length} ${args.join(' ')} ${command}` : command;
    }
    case 'copy':
    case 'add': {
      const hash = digest.replace('sha256:', '');
      const what = step.sources.length + step.heredocs.length > 1 ? 'multi' : 'file';
      const owner = step.chown === undefined ? '' : `--chown=${step.chown} `;
      return `${shell} #(nop) ${step.kind.toUpperCase()} ${owner}${what}:${hash} in ${step.target} `;
    }
    case 'workdir':
      return `${shell} #(nop) WORKDIR ${config.WorkingDir ?? '/'}`;
    case 'expose':
      return `${shell} #(nop)  EXPOSE ${step.words.join(' ')}`;
    default:
      return `${shell} #(nop)  ${describeConfig(step, config) ?? ''}`;
  }
}
