import { SysError } from '../contract.js';
import { readDevice, writeDevice } from '../fs/devices.js';
import type { KernelFiles } from '../fs/files.js';
import { wants } from '../fs/rights.js';
import type { VNode } from '../fs/vnode.js';
import { description, type Description } from './description.js';
import { createFifo } from './pipe.js';
import type { Process } from './process.js';

const chunk = 65536;

/** A node of /proc/PID/fd: opening it opens what the descriptor is. */
export interface DescriptorNode extends VNode {
  opened: Description;
}

/** FIFOs by the node that names them. */
const fifos = new Map<string, ReturnType<typeof createFifo>>();
const devices = new WeakMap<object, number>();
let deviceIds = 0;

function fifoAt(node: VNode, path: string): ReturnType<typeof createFifo> {
  const device = devices.get(node.device) ?? ++deviceIds;
  devices.set(node.device, device);
  const key = `${device}:${node.stat().inode}`;
  const fifo = fifos.get(key) ?? createFifo(path);
  fifos.set(key, fifo);
  return fifo;
}

/** Opens a path as a stream for a process. Throws as open(2) does. */
export function openPath(
  process: Process,
  files: KernelFiles,
  path: string,
  how: 'read' | 'truncate' | 'append',
): Description {
  const reading = how === 'read';
  const want = reading ? wants.read : wants.write;
  const node = files.open(path, want, reading ? undefined : { mode: 0o666, truncate: how === 'truncate' });
  if ('opened' in node) return (node as DescriptorNode).opened;
  const { type, device } = node.stat();
  if (type === 'directory' && reading) throw new SysError('EISDIR', path);
  if (type === 'fifo') return fifoAt(node, path).open(reading ? 'read' : 'write');
  if (device) return openDevice(process, device, path);
  return reading ? fileReader(node, path) : fileWriter(process, node, path, how === 'append');
}

function openDevice(process: Process, device: [number, number], path: string): Description {
  if (device[0] === 5 || device[0] === 136) {
    const terminal = device[0] === 5 ? process.tty : process.isolation.terminals[device[1]];
    if (!terminal) throw new SysError('ENOENT', path);
    return terminal.slave;
  }
  return description({
    name: path,
    tryRead: () => readDevice(device),
    write() {
      writeDevice(device);
      return false;
    },
  });
}

function fileReader(node: VNode, path: string): Description {
  let offset = 0;
  return description({
    name: path,
    tryRead() {
      const part = node.read().slice(offset, offset + chunk);
      offset += part.length;
      return part.length > 0 ? part : undefined;
    },
  });
}

function fileWriter(process: Process, node: VNode, path: string, append: boolean): Description {
  const { clock } = process.isolation.kernel;
  let offset = 0;
  return description({
    name: path,
    write(bytes) {
      const { size } = node.stat();
      if (append || offset === size) node.append(bytes, clock.now());
      else {
        const whole = new Uint8Array(Math.max(size, offset + bytes.length));
        whole.set(node.read());
        whole.set(bytes, offset);
        node.write(whole, clock.now());
      }
      offset += bytes.length;
      return false;
    },
  });
}
