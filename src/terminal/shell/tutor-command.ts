import type { TutorRequest } from '../contract.js';

/** Name of the variable that tells `tutor` where the lesson listens. */
export const channelVariable = 'KUBE_TUTOR_CHANNEL';

/** The longest answer that `tutor answer` carries, in characters: one write to a FIFO must stay whole. */
const longestAnswer = 900;

const words = ['hint', 'solution', 'check', 'next', 'back', 'reset', 'map', 'quit', 'help'] as const;

/** What `tutor` says when its words make no sense. */
export const tutorUsage = `Usage: tutor ${words.join('|')}
       tutor answer TEXT...`;

/**
 * The `tutor` command, bash 3.2 and two small programs (mkfifo, rm): it writes "ID WORD [TEXT]" to the lesson's FIFO
 * and reads "EXIT CODE <newline> REPLY <NUL>" from one of its own. FIFOs are opened for reading and writing, so that
 * nothing hangs when the lesson is gone.
 */
export const tutorCommand = `#!/usr/bin/env bash
# Speaks to the lesson that this shell belongs to.
usage() {
  cat >&2 <<'END'
${tutorUsage}
END
  exit 2
}
fail() {
  printf 'tutor: %s\\n' "$1" >&2
  exit 1
}
case \${1-} in
  ${words.join('|')}) (($# == 1)) || usage ;;
  answer) (($# > 1)) || usage ;;
  *) usage ;;
esac
channel=\${${channelVariable}-}
[[ -n $channel && -p $channel/requests ]] ||
  fail 'this shell belongs to no lesson that is running. Start one with: kube-tutor start'
text=$*
text=\${text//[$'\\n\\r\\t']/ }
((\${#text} <= ${longestAnswer})) || fail 'the answer is too long; say it in fewer words.'
id=$$.$RANDOM
reply=$channel/reply.$id
mkfifo -m 600 "$reply" || fail 'the lesson can not be asked: its folder is not writable.'
trap 'rm -f "$reply"' EXIT
exec 3<>"$reply"
printf '%s %s\\n' "$id" "$text" 1<>"$channel/requests"
IFS= read -r -d '' -t 10 answer <&3 || fail 'the lesson does not answer.'
code=\${answer%%$'\\n'*}
answer=\${answer#*$'\\n'}
[[ -z $answer ]] || printf '%s\\n' "$answer"
exit "$code"
`;

/** Reads the words after `tutor`; undefined when they make no sense. */
export function parseRequest(text: string): TutorRequest | undefined {
  const [first = '', ...rest] = text.split(' ');
  if (first === 'answer') {
    const answer = rest.join(' ').trim();
    return answer === '' ? undefined : { word: 'answer', text: answer };
  }
  const word = words.find((known) => known === first);
  return word && rest.length === 0 ? { word } : undefined;
}
