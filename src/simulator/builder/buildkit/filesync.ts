import type { TarEntry } from '../../host/fs/tar.js';
import type { SessionClient } from './grpc.js';
import { decode, message, type Fields } from './protobuf.js';

const packet = { stat: 0, request: 1, data: 2, fin: 3, error: 4 } as const;
const modeBits = { directory: 2 ** 31, symlink: 2 ** 27, fifo: 2 ** 25, socket: 2 ** 24, device: 2 ** 26 };

/** What to ask for of a folder of the client. */
export interface SyncOptions {
  /** "context" or "dockerfile", as the client calls it. */
  dir: string;
  /** Only these paths, and what their symlinks lead to; undefined for all. */
  follow?: readonly string[];
  exclude?: readonly string[];
}

/** Files that came, and how many bytes it took. */
export interface Synced {
  entries: TarEntry[];
  bytes: number;
}

function entryOf(stat: Fields): TarEntry {
  const mode = stat.int(2);
  const has = (bit: number) => Math.floor(mode / bit) % 2 === 1;
  const kind = (Object.keys(modeBits) as (keyof typeof modeBits)[]).find((name) => has(modeBits[name]));
  const special = (has(2 ** 23) ? 0o4000 : 0) | (has(2 ** 22) ? 0o2000 : 0) | (has(2 ** 20) ? 0o1000 : 0);
  const target = stat.text(7);
  const type = kind ?? (target ? 'hardlink' : 'file');
  return {
    path: stat.text(1).replace(/^\/+/, ''),
    type,
    mode: (mode & 0o777) | special,
    uid: 0,
    gid: 0,
    mtime: Math.floor(stat.int(6) / 1e6),
    target: target || undefined,
  };
}

/** A list as headers carry it; values that are not plain ASCII are escaped, which a second header says. */
function listHeader(name: string, values: readonly string[] = []): Record<string, string | string[]> {
  if (values.length === 0) return {};
  if (values.every((value) => /^[\x20-\x7e]*$/.test(value))) return { [name]: [...values] };
  return { [name]: values.map((value) => encodeURIComponent(value)), [`${name}-encoded`]: '1' };
}

/** Fetches a folder of the client through its session. Rejects with GrpcError. */
export function fetchFolder(client: SessionClient, options: SyncOptions): Promise<Synced> {
  return new Promise((resolve, reject) => {
    const entries: TarEntry[] = [];
    const parts = new Map<number, Uint8Array[]>();
    let bytes = 0;
    let listed = false;
    let ended = false;
    const finish = () => {
      if (!listed || parts.size > 0 || ended) return;
      ended = true;
      call.send(message({ 1: packet.fin }));
    };
    const receive = (raw: Uint8Array) => {
      bytes += raw.length;
      const fields = decode(raw);
      const id = fields.int(3);
      switch (fields.int(1)) {
        case packet.stat: {
          const stat = fields.bytes(2);
          if (!stat) {
            listed = true;
            return finish();
          }
          const entry = entryOf(decode(stat));
          const index = entries.push(entry) - 1;
          if (entry.type !== 'file') return;
          parts.set(index, []);
          return call.send(message({ 1: packet.request, 3: index }));
        }
        case packet.data: {
          const data = fields.bytes(4) ?? new Uint8Array();
          if (data.length > 0) return void parts.get(id)?.push(data.slice());
          const entry = entries[id];
          if (entry) entry.content = new Uint8Array(Buffer.concat(parts.get(id) ?? []));
          parts.delete(id);
          return finish();
        }
        case packet.error:
          ended = true;
          call.end();
          return reject(new Error(new TextDecoder().decode(fields.bytes(4))));
        case packet.fin:
          call.end();
          return resolve({ entries, bytes });
      }
    };
    const call = client.open(
      '/moby.filesync.v1.FileSync/DiffCopy',
      {
        'dir-name': options.dir,
        ...listHeader('exclude-patterns', options.exclude),
        ...listHeader('followpaths', options.follow),
      },
      {
        message: receive,
        closed: (error) => reject(error ?? new Error('the client ended the transfer of files')),
      },
    );
  });
}
