import { SysError, type DnsAnswer, type ProcessContext } from '../../host/contract.js';
import { write } from '../lib/io.js';
import { UsageError } from '../lib/options.js';
import { decode } from '../lib/text.js';
import type { Applet } from './applet.js';

type Type = DnsAnswer['type'];

function nameServers(context: ProcessContext): string[] {
  try {
    const text = decode(context.fs.readFile('/etc/resolv.conf'));
    return [...text.matchAll(/^nameserver\s+(\S+)/gm)].map((match) => match[1] ?? '');
  } catch {
    return ['127.0.0.1'];
  }
}

function reverseName(address: string): string | undefined {
  return /^\d+\.\d+\.\d+\.\d+$/.test(address)
    ? `${address.split('.').reverse().join('.')}.in-addr.arpa`
    : undefined;
}

/** `nslookup [-type=TYPE] HOST [SERVER]`: asks the server for exactly this name. */
export const nslookup: Applet = async (context, args) => {
  const options = args.filter((arg) => arg.startsWith('-'));
  const [host, given] = args.filter((arg) => !arg.startsWith('-'));
  if (host === undefined) throw new UsageError('');
  const type = options
    .map((option) => /^-(?:type|querytype|q)=(\w+)$/.exec(option)?.[1])
    .find(Boolean)
    ?.toUpperCase();
  const server = given ?? nameServers(context)[0] ?? '127.0.0.1';
  const reverse = reverseName(host);
  const types: Type[] = type !== undefined ? [type as Type] : reverse ? ['PTR'] : ['A', 'AAAA'];
  const out = context.stdout;
  let status = 0;
  let shownServer = false;
  const head = async () => {
    if (!shownServer)
      await write(
        out,
        `Server:\t\t${server}\nAddress:\t${server.includes(':') ? `[${server}]` : server}:53\n\n`,
      );
    shownServer = true;
  };
  for (const each of types) {
    try {
      const { answers } = await context.net.query(reverse ?? host, each, given);
      await head();
      if (!isAuthoritative(server)) await write(out, 'Non-authoritative answer:\n');
      for (const answer of answers) await write(out, show(answer));
      await write(out, '\n');
    } catch (error) {
      if (!(error instanceof SysError) || context.killed.aborted) throw error;
      status = 1;
      if (error.code === 'ENOENT') {
        await head();
        await write(out, `** server can't find ${reverse ?? host}: NXDOMAIN\n\n`);
      } else {
        await write(out, ';; connection timed out; no servers could be reached\n\n');
        return 1;
      }
    }
  }
  return status;
};

/** Docker's embedded server passes answers on; a cluster's server owns its zone. */
function isAuthoritative(server: string): boolean {
  return !server.startsWith('127.');
}

function show(answer: DnsAnswer): string {
  switch (answer.type) {
    case 'A':
    case 'AAAA':
      return `Name:\t${answer.name}\nAddress: ${answer.data}\n`;
    case 'CNAME':
      return `${answer.name}\tcanonical name = ${answer.data}\n`;
    case 'PTR':
      return `${answer.name}\tname = ${answer.data}\n`;
    case 'SRV':
      return `${answer.name}\tservice = ${answer.data}\n`;
    case 'TXT':
      return `${answer.name}\ttext = "${answer.data}"\n`;
    case 'NS':
      return `${answer.name}\tnameserver = ${answer.data}\n`;
    case 'SOA':
      return `${answer.name}\torigin = ${answer.data}\n`;
  }
}
