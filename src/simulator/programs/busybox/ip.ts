import type { NetworkInterface, ProcessContext } from '../../host/contract.js';
import { write } from '../lib/io.js';
import { complain, type Applet } from './applet.js';

function mask(prefix: number): string {
  const bits = prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0;
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.');
}

function broadcast(address: string): string {
  const [ip = '', prefix = '32'] = address.split('/');
  const maskParts = mask(Number(prefix)).split('.').map(Number);
  return ip
    .split('.')
    .map((part, index) => (Number(part) | (~(maskParts[index] ?? 255) & 255)).toString())
    .join('.');
}

const isLoopback = (each: NetworkInterface) => each.name === 'lo';
const isV6 = (address: string) => address.includes(':');

function link(each: NetworkInterface, index: number): string {
  const loop = isLoopback(each);
  const flags = loop
    ? 'LOOPBACK,UP,LOWER_UP'
    : 'BROADCAST,MULTICAST,UP,LOWER_UP,M-DOWN'.replace(',M-DOWN', '');
  const name = loop ? each.name : `${each.name}@if${index + 1}`;
  const state = loop ? 'qdisc noqueue qlen 1000' : 'qdisc noqueue ';
  return `${index + 1}: ${name}: <${flags}> mtu ${each.mtu} ${state}\n    link/${loop ? 'loopback' : 'ether'} ${each.mac} brd ${loop ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff'}\n`;
}

function addresses(each: NetworkInterface, family: string): string {
  const shown = each.addresses.filter((address) => family === '' || isV6(address) === (family === '6'));
  return shown
    .map((address) => {
      const scope = isLoopback(each) ? 'host' : 'global';
      if (isV6(address))
        return `    inet6 ${address} scope ${scope} \n       valid_lft forever preferred_lft forever\n`;
      const wide = isLoopback(each) ? '' : ` brd ${broadcast(address)}`;
      return `    inet ${address}${wide} scope ${scope} ${each.name}\n       valid_lft forever preferred_lft forever\n`;
    })
    .join('');
}

function routes(context: ProcessContext): string {
  return context.net
    .routes()
    .map(({ destination, gateway, device }) => {
      const via = gateway === undefined ? '' : ` via ${gateway}`;
      const own = context.net
        .interfaces()
        .find((each) => each.name === device)
        ?.addresses[0]?.split('/')[0];
      const direct = gateway === undefined && own !== undefined ? ` scope link  src ${own} ` : ' ';
      return `${destination}${via} dev ${device}${direct}\n`;
    })
    .join('');
}

/** `ip [-4|-6|-o] addr|link|route [show [dev NAME]]`; changing anything needs a privilege that containers lack. */
export const ip: Applet = async (context, args) => {
  const words = args.filter((arg) => !arg.startsWith('-'));
  const family = args.includes('-4') ? '4' : args.includes('-6') ? '6' : '';
  const [object = '', command = 'show', ...rest] = words;
  if (!/^(?:s|sh|sho|show|l|ls|list|get)$/.test(command)) {
    await write(context.stderr, 'ip: RTNETLINK answers: Operation not permitted\n');
    return 2;
  }
  const name = rest[0] === 'dev' ? rest[1] : rest[0];
  const all = context.net.interfaces().map((each, index) => ({ each, index }));
  const shown = all.filter(({ each }) => name === undefined || each.name === name);
  if (name !== undefined && shown.length === 0) {
    await write(context.stderr, `ip: can't find device '${name}'\n`);
    return 1;
  }
  if (/^a(?:ddr?|ddress)?$/.test(object)) {
    for (const { each, index } of shown)
      await write(context.stdout, link(each, index) + addresses(each, family));
    return 0;
  }
  if (/^l(?:i|in|ink)?$/.test(object)) {
    for (const { each, index } of shown) await write(context.stdout, link(each, index));
    return 0;
  }
  if (/^r(?:o|ou|out|oute)?$/.test(object)) {
    await write(context.stdout, routes(context));
    return 0;
  }
  return complain(
    context,
    object === '' ? 'object required: addr, link or route' : `invalid argument '${object}' to 'ip'`,
  );
};

/** `ifconfig [-a] [INTERFACE]` */
export const ifconfig: Applet = async (context, args) => {
  const [name] = args.filter((arg) => !arg.startsWith('-'));
  const shown = context.net.interfaces().filter((each) => name === undefined || each.name === name);
  if (name !== undefined && shown.length === 0)
    return complain(context, `${name}: error fetching interface information: Device not found`);
  for (const each of shown) {
    const loop = isLoopback(each);
    const kind = loop ? 'Local Loopback' : `Ethernet  HWaddr ${each.mac.toUpperCase()}`;
    const inet = each.addresses.map((address) => {
      const [own = '', prefix = ''] = address.split('/');
      if (isV6(address)) return `          inet6 addr: ${address} Scope:${loop ? 'Host' : 'Global'}\n`;
      return `          inet addr:${own}${loop ? '' : `  Bcast:${broadcast(address)}`}  Mask:${mask(Number(prefix))}\n`;
    });
    const flags = loop ? 'UP LOOPBACK RUNNING' : 'UP BROADCAST RUNNING MULTICAST';
    await write(
      context.stdout,
      `${each.name.padEnd(10)}Link encap:${kind}  \n${inet.join('')}          ${flags}  MTU:${each.mtu}  Metric:1\n          RX packets:0 errors:0 dropped:0 overruns:0 frame:0\n          TX packets:0 errors:0 dropped:0 overruns:0 carrier:0\n          collisions:0 txqueuelen:${loop ? 1000 : 0} \n          RX bytes:0 (0.0 B)  TX bytes:0 (0.0 B)\n\n`,
    );
  }
  return 0;
};

/** `route [-n]` */
export const route: Applet = async (context) => {
  const rows = context.net.routes().map(({ destination, gateway, device }) => {
    const [network = '', prefix = '0'] =
      destination === 'default' ? ['0.0.0.0', '0'] : destination.split('/');
    const shown = destination === 'default' ? 'default' : network;
    const flags = gateway === undefined ? 'U' : 'UG';
    return `${shown.padEnd(15)} ${(gateway ?? '*').padEnd(15)} ${mask(Number(prefix)).padEnd(15)} ${flags.padEnd(5)} 0      0        0 ${device}\n`;
  });
  await write(
    context.stdout,
    `Kernel IP routing table\nDestination     Gateway         Genmask         Flags Metric Ref    Use Iface\n${rows.join('')}`,
  );
  return 0;
};

/** `netstat [-lantup]` */
export const netstat: Applet = async (context, args) => {
  const letters = args.filter((arg) => arg.startsWith('-')).join('');
  const wanted = context.net.sockets().filter((socket) => {
    if (
      letters.includes('t') !== letters.includes('u') &&
      !letters.includes(socket.protocol === 'tcp' ? 't' : 'u')
    )
      return false;
    const listening =
      socket.state === 'LISTEN' || (socket.protocol === 'udp' && socket.remote.endsWith(':*'));
    return letters.includes('a') || listening === letters.includes('l');
  });
  const showPid = letters.includes('p');
  const names = new Map(
    context.processes().map((process) => [process.pid, process.argv[0]?.split('/').at(-1) ?? '']),
  );
  const rows = wanted.map(({ protocol, local, remote, state, pid }) => {
    const owner = showPid ? (pid === undefined ? '-' : `${pid}/${names.get(pid) ?? ''}`) : '';
    return `${protocol.padEnd(5)} ${'0'.padStart(6)} ${'0'.padStart(6)} ${local.padEnd(23)} ${remote.padEnd(23)} ${state.padEnd(11)} ${owner}\n`;
  });
  const kind = letters.includes('a')
    ? 'servers and established'
    : letters.includes('l')
      ? 'only servers'
      : 'w/o servers';
  const title = `Active Internet connections (${kind})\nProto Recv-Q Send-Q Local Address           Foreign Address         State       ${showPid ? 'PID/Program name    ' : ''}\n`;
  await write(context.stdout, title + rows.join(''));
  return 0;
};
