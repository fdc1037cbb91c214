import type { Command } from 'commander';
import { TutorError } from '../errors.js';

/** A completion script for a shell. Lesson ids are asked for when Tab is pressed, so they are always those there are. */
export function completionScript(program: Command, shell: string): string {
  const commands = program.commands.map((command) => command.name()).sort();
  const options = program.options.map((option) => option.long).filter((long) => long !== undefined);
  switch (shell) {
    case 'bash':
      return bash(commands, options);
    case 'zsh':
      return `autoload -U +X bashcompinit && bashcompinit\n${bash(commands, options)}`;
    case 'fish':
      return fish(program, options);
    default:
      throw new TutorError('usage', `There is no completion for "${shell}".`, {
        next: 'Choose one of: bash, zsh, fish.',
      });
  }
}

/** Commands that take lesson ids. */
const takesLessons = ['start', 'reset', 'verify', 'list'];
const lessonIds = `kube-tutor list --json 2>/dev/null | tr ',' '\\n' | sed -n 's/.*"id":"\\([A-Z]*-[0-9]*\\)".*/\\1/p'`;

function bash(commands: string[], options: string[]): string {
  return `_kube_tutor() {
  local word=\${COMP_WORDS[COMP_CWORD]} command=\${COMP_WORDS[1]}
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W '${options.join(' ')}' -- "$word"))
  elif [[ $COMP_CWORD -eq 1 ]]; then
    COMPREPLY=($(compgen -W '${commands.join(' ')}' -- "$word"))
  elif [[ ' ${takesLessons.join(' ')} ' == *" $command "* ]]; then
    COMPREPLY=($(compgen -W "$(${lessonIds})" -- "$word"))
  else
    COMPREPLY=($(compgen -f -- "$word"))
  fi
}
complete -F _kube_tutor kube-tutor
`;
}

function fish(program: Command, options: string[]): string {
  const first = program.commands.map(
    (command) =>
      `complete -c kube-tutor -n __fish_use_subcommand -f -a ${command.name()} -d '${command.description().replaceAll("'", '')}'`,
  );
  const lessons = `complete -c kube-tutor -n '__fish_seen_subcommand_from ${takesLessons.join(' ')}' -f -a "(${lessonIds.replaceAll('"', '\\"')})"`;
  return [...first, lessons, ...options.map((long) => `complete -c kube-tutor -l ${long.slice(2)}`), ''].join(
    '\n',
  );
}
