import { lines, output, pump } from '../lib/io.js';
import { getopt } from '../lib/options.js';
import { eachInput, cantOpen, type Applet } from './applet.js';

/** `cat [-nbvteA] [FILE]...` */
export const cat: Applet = async (context, args) => {
  const options = getopt(args, 'nbvteAuT');
  const numbered = options.has('n') || options.has('b');
  const ends = options.has('e') || options.has('A');
  const shows = ends || options.has('v') || options.has('t');
  const out = output(context.stdout);
  let number = 1;
  return eachInput(
    context,
    options.operands,
    async (source) => {
      if (!numbered && !shows) {
        await pump(source, context.stdout);
        return;
      }
      for await (const line of lines(source)) {
        let text = line.text;
        if (shows) text = visible(text, options.has('t') || options.has('A'));
        const counts = numbered && !(options.has('b') && line.text === '');
        const prefix = counts ? `${String(number++).padStart(6)}\t` : '';
        await out.print(`${prefix}${text}${line.ended ? (ends ? '$\n' : '\n') : ''}`);
        await out.flush();
      }
    },
    cantOpen,
  );
};

function visible(text: string, tabs: boolean): string {
  return [...new TextEncoder().encode(text)]
    .map((byte) => {
      const high = byte >= 128 ? 'M-' : '';
      const low = byte & 127;
      if (low === 9 && high === '' && !tabs) return '\t';
      if (low < 32) return `${high}^${String.fromCharCode(low + 64)}`;
      return low === 127 ? `${high}^?` : high + String.fromCharCode(low);
    })
    .join('');
}
