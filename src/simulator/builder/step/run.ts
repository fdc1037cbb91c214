import { initTree } from '../../docker/container/init-layer.js';
import { launch } from '../../docker/container/launch.js';
import { generateMac } from '../../docker/names.js';
import type { Engine } from '../../docker/state.js';
import { createTree, treeRoot, type Tree, type TreeNode } from '../../host/fs/tree.js';
import { isolate, mount } from '../../host/machine.js';
import { releaseAddress, takeAddress } from '../../host/network/bridge.js';
import { worldServer } from '../../host/network/dns.js';
import { networkNamespace, plug, unplug } from '../../host/network/namespace.js';
import { description } from '../../host/process/description.js';
import { finish } from '../../host/process/process.js';
import { run } from '../../host/process/start.js';

/** A command to run in a machine of its own over an image. */
export interface RunSpec {
  below: TreeNode | undefined;
  argv: readonly string[];
  env: Record<string, string>;
  user: string;
  workdir: string;
  hostname: string;
  /** Files at /dev/pipes: scripts of here-documents. */
  scripts?: ReadonlyMap<string, string>;
  output(stream: 'stdout' | 'stderr', bytes: Uint8Array): void;
  /** Kills the command. */
  signal: AbortSignal;
}

function folderOf(files: ReadonlyMap<string, string>, mtime: number, mode: number) {
  const folder = treeRoot(createTree({ mtime }));
  for (const [name, text] of files)
    folder
      .create(name, { type: 'file', mode, uid: 0, gid: 0, mtime })
      .write(new TextEncoder().encode(text), mtime);
  return folder;
}

/** Runs a command to its end; tells its exit code and what it changed. Rejects with LaunchError and ApiError. */
export async function runCommand(engine: Engine, spec: RunSpec): Promise<{ code: number; tree: Tree }> {
  const now = engine.clock.now();
  const tree = createTree({ over: initTree(spec.below), mtime: now });
  const net = networkNamespace(engine.machine.network);
  const bridge = [...engine.networks.values()].find(({ name }) => name === 'bridge')?.bridge;
  const address = bridge && takeAddress(bridge);
  if (bridge && address) plug(net, bridge, { address, mac: generateMac(), names: [] });
  try {
    const isolation = isolate(engine.machine, {
      root: treeRoot(tree),
      hostname: () => spec.hostname,
      net,
    });
    const texts = new Map([
      ['hosts', `127.0.0.1\tlocalhost\n::1\tlocalhost\n${address ?? '127.0.1.1'}\t${spec.hostname}\n`],
      ['hostname', `${spec.hostname}\n`],
      ['resolv.conf', `nameserver ${worldServer}\n`],
    ]);
    const managed = folderOf(texts, now, 0o644);
    for (const name of texts.keys()) {
      const file = managed.lookup(name);
      if (file) mount(isolation.mounts, `/etc/${name}`, file, { source: '/dev/vda1' });
    }
    if (spec.scripts) mount(isolation.mounts, '/dev/pipes', folderOf(spec.scripts, now, 0o755));
    const writer = (stream: 'stdout' | 'stderr') =>
      description({
        name: 'pipe:[1]',
        write(bytes) {
          spec.output(stream, bytes);
          return false;
        },
      });
    const { process, executable } = launch(isolation, {
      argv: spec.argv,
      env: spec.env,
      user: spec.user,
      workdir: spec.workdir,
      makeWorkdir: true,
      fds: new Map([
        [0, description({ name: '/dev/null', tryRead: () => undefined })],
        [1, writer('stdout')],
        [2, writer('stderr')],
      ]),
    });
    const kill = () => finish(process, { code: 137, signal: 'SIGKILL' });
    spec.signal.addEventListener('abort', kill, { once: true });
    run(process, executable);
    if (spec.signal.aborted) kill();
    const { code } = await process.exited;
    spec.signal.removeEventListener('abort', kill);
    return { code, tree };
  } finally {
    if (bridge && address) {
      unplug(net, bridge);
      releaseAddress(bridge, address);
    }
  }
}
