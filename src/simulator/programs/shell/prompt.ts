import { userName } from '../lib/accounts.js';
import { getVariable, type Shell } from './state.js';

/** A prompt with its backslash escapes (\w \W \u \h \$ \n \e \t) shown; `$name` in it was expanded before. */
export function showPrompt(shell: Shell, text: string): string {
  const { context } = shell;
  const home = getVariable(shell, 'HOME');
  const folder = getVariable(shell, 'PWD') ?? context.cwd();
  const short = home && home !== '/' && (folder === home || folder.startsWith(`${home}/`)) ? `~${folder.slice(home.length)}` : folder; // prettier-ignore
  const shown: Record<string, () => string> = {
    w: () => short,
    W: () => (short === '/' ? '/' : (short.split('/').at(-1) ?? '')),
    u: () => userName(context.fs, context.credentials.uid),
    h: () => context.hostname.split('.')[0] ?? '',
    H: () => context.hostname,
    $: () => (context.credentials.uid === 0 ? '#' : '$'),
    n: () => '\n',
    r: () => '\r',
    e: () => '\x1b',
    a: () => '\x07',
    t: () => new Date(context.clock.now()).toISOString().slice(11, 19),
    '[': () => '',
    ']': () => '',
    '\\': () => '\\',
  };
  return text.replace(/\\(0[0-7]{2}|.)/gs, (whole, letter: string) => {
    if (/^0/.test(letter)) return String.fromCharCode(parseInt(letter, 8));
    return shown[letter]?.() ?? whole;
  });
}
