import { createHash } from 'node:crypto';
import { SysError } from '../../host/contract.js';
import { strerror } from '../lib/errors.js';
import { write } from '../lib/io.js';
import { getopt } from '../lib/options.js';
import { decode } from '../lib/text.js';
import { complain, complainOf, open, type Applet } from './applet.js';
import { lines, readAll } from '../lib/io.js';

/** `md5sum`, `sha1sum`, `sha256sum`, `sha512sum`: `[-c[sw]] [FILE]...` */
export function checksumAs(algorithm: 'md5' | 'sha1' | 'sha256' | 'sha512'): Applet {
  return async (context, args) => {
    const options = getopt(args, 'cswbt', { check: 'c', status: 's' });
    const paths = options.operands.length ? options.operands : ['-'];
    const sum = async (path: string) => {
      const hash = createHash(algorithm);
      const source = open(context, path);
      for (let bytes = await source.read(); bytes; bytes = await source.read()) hash.update(bytes);
      return hash.digest('hex');
    };
    let status = 0;
    if (!options.has('c')) {
      for (const path of paths) {
        try {
          await write(context.stdout, `${await sum(path)}  ${path}\n`);
        } catch (error) {
          status = await complainOf(context, path, error);
        }
      }
      return status;
    }
    for (const list of paths) {
      let failed = 0;
      let total = 0;
      for await (const { text } of lines(open(context, list))) {
        const match = /^([0-9a-fA-F]+) [ *](.+)$/.exec(text);
        if (!match) continue;
        total++;
        const [, expected = '', path = ''] = match;
        let good = false;
        try {
          good = (await sum(path)) === expected.toLowerCase();
        } catch (error) {
          if (!(error instanceof SysError) || context.killed.aborted) throw error;
          await complain(context, `can't open '${path}': ${strerror(error.code)}`);
        }
        if (!good) failed++;
        if (!options.has('s')) await write(context.stdout, `${path}: ${good ? 'OK' : 'FAILED'}\n`);
      }
      if (failed === 0 && total > 0) continue;
      status = 1;
      if (!options.has('s'))
        await complain(
          context,
          total === 0
            ? `no checksum lines found`
            : `WARNING: ${failed} of ${total} computed checksums did NOT match`,
        );
    }
    return status;
  };
}

/** `base64 [-d] [-w COLUMNS] [FILE]` */
export const base64: Applet = async (context, args) => {
  const options = getopt(args, 'dw:i', { decode: 'd', 'wrap=': 'w' });
  const bytes = await readAll(open(context, options.operands[0] ?? '-'));
  if (options.has('d')) {
    const text = decode(bytes).replace(/\s/g, '');
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.replace(/=/g, '').length % 4 === 1)
      return complain(context, 'truncated input');
    await context.stdout.write(Buffer.from(text, 'base64'));
    return 0;
  }
  const width = Number(options.value('w') ?? 76);
  const text = Buffer.from(bytes).toString('base64');
  const wrapped = width > 0 ? text.replace(new RegExp(`.{${width}}(?=.)`, 'g'), '$&\n') : text;
  await write(context.stdout, width > 0 && text !== '' ? `${wrapped}\n` : wrapped);
  return 0;
};
