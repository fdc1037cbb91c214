import type { Command } from 'commander';
import { completionScript } from '../completion.js';

/** `kube-tutor completion SHELL`: a script to be sourced. */
export function completion(program: Command, shell: string): number {
  process.stdout.write(completionScript(program, shell));
  return 0;
}
