import type { ProcessContext } from '../../host/contract.js';
import { guarded } from '../lib/failure.js';
import { lines, readAll, write } from '../lib/io.js';
import { decode } from '../lib/text.js';

const reference = /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g;

/** envsubst: `envsubst [--variables] [SHELL-FORMAT]`; fills `$NAME` and `${NAME}` of standard input. */
export function envsubstProgram(context: ProcessContext): Promise<number> {
  return guarded(context, 'envsubst', async () => {
    const args = context.argv.slice(1);
    const format = args.find((arg) => !arg.startsWith('-'));
    const names =
      format === undefined
        ? undefined
        : [...format.matchAll(reference)].map((match) => match[1] ?? match[2] ?? '');
    if (args.includes('-v') || args.includes('--variables')) {
      for (const name of names ?? []) await write(context.stdout, `${name}\n`);
      return 0;
    }
    const text = decode(await readAll(context.stdin));
    const filled = text.replace(reference, (whole, braced: string | undefined, plain: string | undefined) => {
      const name = braced ?? plain ?? '';
      return names && !names.includes(name) ? whole : (context.env[name] ?? '');
    });
    await write(context.stdout, filled);
    return 0;
  });
}

/** getent: `getent passwd|group|hosts [KEY]...`. */
export function getentProgram(context: ProcessContext): Promise<number> {
  return guarded(context, 'getent', async () => {
    const [database = '', ...keys] = context.argv.slice(1);
    if (database === 'hosts' || database === 'ahosts' || database === 'ahostsv4') {
      let status = 0;
      for (const key of keys) {
        const addresses = await context.net.lookup(key).catch(() => []);
        if (addresses.length === 0) status = 2;
        for (const address of addresses)
          await write(context.stdout, `${address.padEnd(15)}   ${key}  ${key}\n`);
      }
      return status;
    }
    if (database !== 'passwd' && database !== 'group') {
      await write(context.stderr, `Unknown database: ${database}\n`);
      return 1;
    }
    let found = keys.length === 0;
    for await (const { text } of lines(context.openRead(`/etc/${database}`))) {
      const [name, , id] = text.split(':');
      if (keys.length && !keys.includes(name ?? '') && !keys.includes(id ?? '')) continue;
      found = true;
      await write(context.stdout, `${text}\n`);
    }
    return found ? 0 : 2;
  });
}
