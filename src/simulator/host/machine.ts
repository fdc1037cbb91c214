import os from 'node:os';
import type { Clock } from '../clock.js';
import type { ProgramRegistry } from './contract.js';
import { deviceFolder } from './fs/devices.js';
import { mountNamespace, type MountNamespace } from './fs/mounts.js';
import { procFolder, type MachineFacts } from './fs/proc.js';
import { fixedFolder, syntheticDevice, syntheticFolder } from './fs/synthetic.js';
import type { VNode } from './fs/vnode.js';
import { createHostNetwork, type HostNetwork } from './network/host.js';
import { networkNamespace, type NetworkNamespace } from './network/namespace.js';
import { createCgroup, type Cgroup } from './process/cgroup.js';
import { signalTerminal } from './process/context.js';
import { pidNamespace, type Isolation, type Kernel, type PidNamespace } from './process/process.js';
import { createTerminal, type Terminal } from './process/tty.js';

/** A simulated host: the kernel that its containers share, its network, and what it says about itself. */
export interface Machine {
  kernel: Kernel;
  network: HostNetwork;
  facts: MachineFacts;
  hostname: string;
}

/** Makes a machine. `listen: false`: published ports do not really listen on the loopback. */
export function createMachine(options: {
  clock: Clock;
  programs: ProgramRegistry;
  hostname?: string;
  listen?: boolean;
}): Machine {
  const { clock, programs } = options;
  const network = createHostNetwork(clock, { listen: options.listen });
  network.namespace = networkNamespace(network);
  return {
    kernel: { clock, programs, hostPids: { next: 2001 }, calls: 0 },
    network,
    hostname: options.hostname ?? 'docker',
    facts: {
      cpus: os.availableParallelism(),
      memory: os.totalmem(),
      kernel: '6.12.0-sim',
      bootedAt: clock.now(),
    },
  };
}

/** Capabilities that a container has unless said otherwise. */
export const defaultCapabilities: readonly string[] = [
  'CAP_AUDIT_WRITE',
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_FOWNER',
  'CAP_FSETID',
  'CAP_KILL',
  'CAP_MKNOD',
  'CAP_NET_BIND_SERVICE',
  'CAP_NET_RAW',
  'CAP_SETFCAP',
  'CAP_SETGID',
  'CAP_SETPCAP',
  'CAP_SETUID',
  'CAP_SYS_CHROOT',
];

/** How to isolate a container. What is left out is made new. */
export interface IsolationOptions {
  /** The root file system, writable layer included. */
  root: VNode;
  readOnly?: boolean;
  hostname: () => string;
  net?: NetworkNamespace;
  pids?: PidNamespace;
  cgroup?: Cgroup;
  capabilities?: Iterable<string>;
  openFiles?: number;
  privileged?: boolean;
}

/** Makes the namespaces of a container, with /proc, /sys and /dev mounted. */
export function isolate(machine: Machine, options: IsolationOptions): Isolation {
  const { kernel } = machine;
  const mounts = mountNamespace(options.root, { readOnly: options.readOnly });
  const isolation: Isolation = {
    kernel,
    pids: options.pids ?? pidNamespace(),
    mounts,
    net: options.net ?? networkNamespace(machine.network),
    hostname: options.hostname,
    cgroup: options.cgroup ?? createCgroup(),
    capabilities: new Set(options.capabilities ?? defaultCapabilities),
    openFiles: options.openFiles ?? 1_048_576,
    terminals: [],
  };
  mount(mounts, '/proc', procFolder(isolation, machine.facts), { source: 'proc', type: 'proc' });
  mount(mounts, '/sys', fixedFolder({}), { source: 'sysfs', type: 'sysfs', readOnly: true });
  const extra: Record<string, [number, number]> = options.privileged
    ? { kmsg: [1, 11], fuse: [10, 229] }
    : {};
  mount(mounts, '/dev', deviceFolder(kernel.clock.now(), extra), { source: 'tmpfs', type: 'tmpfs' });
  mount(mounts, '/dev/pts', terminalFolder(isolation), { source: 'devpts', type: 'devpts' });
  return isolation;
}

/** Mounts a file system (or a single file) in a container. */
export function mount(
  space: MountNamespace,
  path: string,
  root: VNode,
  options: { readOnly?: boolean; source?: string; type?: string } = {},
): void {
  const { readOnly = false, source = 'overlay', type = 'ext4' } = options;
  space.mounts.set(path, { path, root, readOnly, source, type });
}

function terminalFolder(isolation: Isolation): VNode {
  return syntheticFolder(
    () => [...isolation.terminals.keys()].map(String),
    (name) => (isolation.terminals[Number(name)] ? syntheticDevice(136, Number(name)) : undefined),
  );
}

/** Gives a container one more terminal: /dev/pts/N. */
export function openTerminal(isolation: Isolation, size?: { columns: number; rows: number }): Terminal {
  const name = `/dev/pts/${isolation.terminals.length}`;
  const terminal: Terminal = createTerminal(
    name,
    (signal, group) => signalTerminal(isolation.pids.processes.values(), terminal, signal, group),
    size,
  );
  isolation.terminals.push(terminal);
  return terminal;
}
