import { unescape } from './printf.js';

/** What echo prints: -n leaves the newline out, -e understands backslashes, -E does not. */
export function echo(args: readonly string[]): string {
  let newline = true;
  let escapes = false;
  let at = 0;
  for (; /^-[neE]+$/.test(args[at] ?? ''); at++) {
    for (const letter of (args[at] ?? '').slice(1)) {
      if (letter === 'n') newline = false;
      else escapes = letter === 'e';
    }
  }
  const text = args.slice(at).join(' ');
  if (!escapes) return newline ? `${text}\n` : text;
  const result = unescape(text, true);
  return newline && !result.stop ? `${result.text}\n` : result.text;
}
