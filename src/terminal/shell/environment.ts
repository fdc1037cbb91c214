import type { ShellSpec } from '../../environments/contract.js';
import { channelVariable } from './tutor-command.js';

/** Variables that tell of the terminal around us, or would change how bash starts. */
const foreign =
  /^(TMUX|TMUX_PANE|STY|WINDOW|WINDOWID|TERMCAP|COLUMNS|LINES|TERM_PROGRAM|TERM_PROGRAM_VERSION|VTE_VERSION|WT_SESSION|WT_PROFILE_ID|KITTY_.*|VSCODE_.*|ITERM_.*|INSIDE_EMACS|BASH_ENV|ENV|PROMPT_COMMAND|PROMPT_DIRTRIM|PS[0-4]|HIST.*|BASH_FUNC_.*|SHELLOPTS|BASHOPTS|POSIXLY_CORRECT)$/;

/** The environment of the shell process: the lesson's, without what belongs to the terminal around us. */
export function shellEnvironment(
  shell: ShellSpec,
  options: { term: string; channel: string },
): Record<string, string> {
  const own = Object.entries(shell.env).filter(([name]) => !foreign.test(name));
  return {
    ...Object.fromEntries(own),
    TERM: options.term,
    [channelVariable]: options.channel,
    ...(options.term === 'dumb' ? { PAGER: 'cat', GIT_PAGER: 'cat' } : {}),
  };
}
