import type { Isolation, Process } from '../process/process.js';
import type { DescriptorNode } from '../process/open.js';
import { fixedFolder, syntheticFile, syntheticFolder, syntheticLink } from './synthetic.js';
import type { VNode } from './vnode.js';

/** What /proc tells of the machine itself. */
export interface MachineFacts {
  cpus: number;
  /** Bytes. */
  memory: number;
  kernel: string;
  bootedAt: number;
}

const kib = (bytes: number) => `${Math.floor(bytes / 1024)}`.padStart(8);

/** The tree of /proc as the processes of one container see it. */
export function procFolder(isolation: Isolation, machine: MachineFacts): VNode {
  const { kernel, pids } = isolation;
  const uptime = () => (kernel.clock.now() - machine.bootedAt) / 1000;
  const fixed = fixedFolder({
    self: syntheticLink(() => String(pids.current?.pid ?? 1)),
    mounts: syntheticLink(() => 'self/mounts'),
    uptime: syntheticFile(() => `${uptime().toFixed(2)} ${(uptime() * machine.cpus * 0.97).toFixed(2)}\n`),
    loadavg: syntheticFile(() => `0.08 0.05 0.01 1/${pids.processes.size} ${pids.next - 1}\n`),
    version: syntheticFile(() => `Linux version ${machine.kernel} (build@kernel) #1 SMP\n`),
    stat: syntheticFile(() => `cpu  100 0 100 ${Math.floor(uptime() * 100)} 0 0 0 0 0 0\n`),
    meminfo: syntheticFile(() => {
      const free = machine.memory * 0.8;
      return [
        `MemTotal:       ${kib(machine.memory)} kB`,
        `MemFree:        ${kib(free)} kB`,
        `MemAvailable:   ${kib(free)} kB`,
        'Buffers:               0 kB',
        'Cached:                0 kB',
        'SwapTotal:             0 kB',
        'SwapFree:              0 kB\n',
      ].join('\n');
    }),
    cpuinfo: syntheticFile(() =>
      Array.from({ length: machine.cpus }, (_, i) => `processor\t: ${i}\nmodel name\t: Simulated CPU\n`).join(
        '\n',
      ),
    ),
    filesystems: syntheticFile(() => 'nodev\tproc\nnodev\ttmpfs\nnodev\toverlay\n'),
    sys: fixedFolder({
      kernel: fixedFolder({
        hostname: syntheticFile(() => `${isolation.hostname()}\n`),
        osrelease: syntheticFile(() => `${machine.kernel}\n`),
        ostype: syntheticFile(() => 'Linux\n'),
        random: fixedFolder({ boot_id: syntheticFile(() => '6b0c0cb5-34b5-4d7e-9a0b-3c1f7e9f3b52\n') }),
      }),
      net: fixedFolder({ ipv4: fixedFolder({ ip_forward: syntheticFile(() => '1\n') }) }),
    }),
  });
  return syntheticFolder(
    () => [...fixed.list(), ...[...pids.processes.keys()].map(String)],
    (name) => {
      const process = /^\d+$/.test(name) ? pids.processes.get(Number(name)) : undefined;
      return process ? processFolder(process) : fixed.lookup(name);
    },
  );
}

function processFolder(process: Process): VNode {
  const { mounts } = process.isolation;
  const comm = () => process.argv[0]?.split('/').pop()?.slice(0, 15) ?? '';
  const state = () => (process.stopped ? 'T (stopped)' : process.busy ? 'R (running)' : 'S (sleeping)');
  return fixedFolder({
    cmdline: syntheticFile(() => process.argv.map((arg) => `${arg}\0`).join('')),
    comm: syntheticFile(() => `${comm()}\n`),
    environ: syntheticFile(() =>
      Object.entries(process.env)
        .map(([key, value]) => `${key}=${value}\0`)
        .join(''),
    ),
    cwd: syntheticLink(() => process.cwd),
    root: syntheticLink(() => '/'),
    exe: syntheticLink(() => process.argv[0] ?? ''),
    cgroup: syntheticFile(() => '0::/\n'),
    mounts: syntheticFile(() =>
      [...mounts.mounts.values()]
        .map(
          (mount) =>
            `${mount.source} ${mount.path} ${mount.type} ${mount.readOnly ? 'ro' : 'rw'},relatime 0 0\n`,
        )
        .join(''),
    ),
    status: syntheticFile(() => {
      const { uid, gid, groups } = process.credentials;
      return [
        `Name:\t${comm()}`,
        `Umask:\t${process.umask.toString(8).padStart(4, '0')}`,
        `State:\t${state()}`,
        `Tgid:\t${process.pid}`,
        `Pid:\t${process.pid}`,
        `PPid:\t${process.parent?.pid ?? 0}`,
        `Uid:\t${uid}\t${uid}\t${uid}\t${uid}`,
        `Gid:\t${gid}\t${gid}\t${gid}\t${gid}`,
        `Groups:\t${groups.join(' ')} `,
        `VmRSS:\t${kib(process.memory)} kB`,
        'Threads:\t1\n',
      ].join('\n');
    }),
    fd: syntheticFolder(
      () => [...process.fds.keys()].map(String),
      (name) => descriptorNode(process, Number(name)),
    ),
  });
}

function descriptorNode(process: Process, fd: number): VNode | undefined {
  const opened = process.fds.get(fd);
  if (!opened) return undefined;
  const put = (bytes: Uint8Array) => void opened.write(bytes);
  const file = syntheticFile(() => '');
  const node: DescriptorNode = {
    ...file,
    stat: () => ({ ...file.stat(), type: opened.tty ? 'device' : 'fifo', mode: 0o666 }),
    write: put,
    append: put,
    opened,
  };
  return node;
}
