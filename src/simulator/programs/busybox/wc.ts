import { write } from '../lib/io.js';
import { getopt } from '../lib/options.js';
import { decode } from '../lib/text.js';
import { eachInput, type Applet } from './applet.js';

type Counts = { l: number; w: number; c: number; m: number; L: number };

/** `wc [-cmlwL] [FILE]...` */
export const wc: Applet = async (context, args) => {
  const options = getopt(args, 'cmlwL', { lines: 'l', words: 'w', bytes: 'c', chars: 'm' });
  const wanted = (['l', 'w', 'c', 'm', 'L'] as const).filter((letter) => options.has(letter));
  const shown = wanted.length ? wanted : (['l', 'w', 'c'] as const);
  const total: Counts = { l: 0, w: 0, c: 0, m: 0, L: 0 };
  const single = shown.length === 1;
  const line = (counts: Counts, name: string) => {
    const numbers = shown.map((letter) =>
      single ? String(counts[letter]) : String(counts[letter]).padStart(9),
    );
    return `${numbers.join(single ? '' : ' ')}${name === '-' || name === '' ? '' : ` ${name}`}\n`;
  };
  const status = await eachInput(context, options.operands, async (source, path) => {
    const counts: Counts = { l: 0, w: 0, c: 0, m: 0, L: 0 };
    let inWord = false;
    let width = 0;
    for (let bytes = await source.read(); bytes; bytes = await source.read()) {
      counts.c += bytes.length;
      counts.m += options.has('m') ? [...decode(bytes)].length : 0;
      for (const byte of bytes) {
        const blank = byte === 32 || (byte >= 9 && byte <= 13);
        if (!blank && !inWord) counts.w++;
        inWord = !blank;
        if (byte !== 10) width++;
        else {
          counts.l++;
          counts.L = Math.max(counts.L, width);
          width = 0;
        }
      }
    }
    counts.L = Math.max(counts.L, width);
    for (const letter of ['l', 'w', 'c', 'm'] as const) total[letter] += counts[letter];
    total.L = Math.max(total.L, counts.L);
    await write(context.stdout, line(counts, path));
  });
  if (options.operands.length > 1) await write(context.stdout, line(total, 'total'));
  return status;
};
