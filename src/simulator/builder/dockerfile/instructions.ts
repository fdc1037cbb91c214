import type { Heredoc, Line } from './lines.js';

/** Words of a command: run as they are, or (shell form) one text for the shell. */
export interface CommandWords {
  shell: boolean;
  words: string[];
}

/** name=value of ENV and LABEL. */
export type Pair = readonly [name: string, value: string];

/** A health check as written; durations are nanoseconds. */
export interface HealthcheckSpec {
  test: string[];
  interval?: number;
  timeout?: number;
  startPeriod?: number;
  startInterval?: number;
  retries?: number;
}

/** What an instruction says, before variables are expanded. */
export type Instruction =
  | { kind: 'from'; image: string; name?: string; platform?: string }
  | { kind: 'arg'; args: { name: string; value?: string }[] }
  | { kind: 'env' | 'label'; pairs: Pair[] }
  | { kind: 'run'; command: CommandWords; heredocs: Heredoc[] }
  | {
      kind: 'copy' | 'add';
      sources: string[];
      target: string;
      from?: string;
      chown?: string;
      chmod?: string;
      heredocs: Heredoc[];
    }
  | { kind: 'cmd' | 'entrypoint'; command: CommandWords }
  | { kind: 'workdir' | 'user' | 'stopsignal' | 'maintainer'; value: string }
  | { kind: 'expose' | 'volume' | 'shell'; words: string[] }
  | { kind: 'onbuild'; text: string }
  | { kind: 'healthcheck'; check: HealthcheckSpec };

/** An instruction with the line it stands on. */
export type Step = Instruction & { line: Line };

type Having<I, K> = I extends { kind: infer Has } ? (K extends Has ? I : never) : never;

/** An instruction of one kind (or one of some). */
export type StepOf<K extends Instruction['kind']> = Having<Instruction, K> & { line: Line };
