import { markText } from '../marks.js';
import { completionScript } from './completion.js';

/**
 * How bash tells us that a command starts: PS0 came with bash 4.4; macOS still ships 3.2, where a DEBUG trap does it,
 * which bash does not run before a line that is nothing but a subshell: such a line goes unreported there.
 */
export type StartHook = 'ps0' | 'debug-trap';

/** What the rc file depends on. */
export interface RcOptions {
  /** Proof that a mark comes from the shell: letters and digits. */
  secret: string;
  /** Folder with our `tutor`, first on the shell's PATH. */
  bin: string;
  historyFile: string;
  color: boolean;
  hook?: StartHook;
}

/** The bash start-up file of a lesson's shell. Nothing of the learner's own files is read or written. */
export function rcText(options: RcOptions): string {
  const { secret, color } = options;
  const paint = (sgr: string, text: string) => (color ? `\\[\\e[${sgr}m\\]${text}\\[\\e[0m\\]` : text);
  const mark = (letter: 'A' | 'B' | 'P', payload: string) => `\\[${markText(letter, secret, payload)}\\]`;
  // Programs that died may have left attributes on or the cursor hidden.
  const calm = color ? '\\[\\e[0m\\e[?25h\\]' : '';
  const prompt = `${calm}${paint('36', '\\W')}\${__kt_failed:+ ${paint('31', '[$__kt_failed]')}} \\$ `;
  return `${settings(options)}
__kt_before='${mark('A', '$?')}' __kt_after='${mark('B', '')}' __kt_secret=${secret} __kt_failed=
PS1="$__kt_before"'${prompt}'"$__kt_after"
PS2='> ${mark('P', '')}'
__kt_prompt() {
  __kt_failed=$?
  [[ $__kt_failed == 0 ]] && __kt_failed=
  # A prompt of the learner's own keeps working, with our marks around it.
  [[ $PS1 == *"$__kt_secret"* ]] || PS1="$__kt_before$PS1$__kt_after"
  [[ $PS2 == *"$__kt_secret"* ]] || PS2="$PS2"'${mark('P', '')}'
}
unset PROMPT_COMMAND
PROMPT_COMMAND=__kt_prompt
${startHook(options)}
${completionScript}`;
}

function settings({ bin, historyFile }: RcOptions): string {
  return `PATH=${quote(bin)}:$PATH
HISTFILE=${quote(historyFile)} HISTSIZE=5000 HISTFILESIZE=5000
# Every line goes to the history, whole: the lesson reads command lines from there.
unset HISTCONTROL HISTIGNORE HISTTIMEFORMAT
shopt -s histappend cmdhist lithist checkwinsize
alias k=kubectl ls='ls --color=auto' ll='ls -l'
ls --color=auto / >/dev/null 2>&1 || unalias ls
if [[ -z \${EDITOR-} ]]; then
  for __kt_editor in vim vi nano; do
    if type -P "$__kt_editor" >/dev/null; then export EDITOR=$__kt_editor; break; fi
  done
  unset __kt_editor
fi
export LESS=\${LESS--R}`;
}

function startHook({ secret, hook }: RcOptions): string {
  const ps0 = `PS0='${markText('C', secret, '$?;$(HISTTIMEFORMAT= history 1)')}'`;
  const trap = `__kt_started=1
__kt_start() {
  local code=$?
  if [[ $BASH_COMMAND == __kt_prompt ]]; then __kt_started=; return; fi
  [[ -n $__kt_started || -n \${COMP_LINE-} ]] && return
  __kt_started=1
  printf '${markText('C', secret, '%s;%s')}' "$code" "$(HISTTIMEFORMAT= history 1)"
}
trap __kt_start DEBUG`;
  if (hook) return hook === 'ps0' ? ps0 : trap;
  return `if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 404)); then
${ps0}
else
${trap}
fi`;
}

/** A word for bash that means exactly this text. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
