import { executableImage } from '../../host/contract.js';
import type { TarEntry } from '../../host/fs/tar.js';

/** All files of the catalogue carry this time: the same catalogue gives the same digests everywhere. */
export const filesTime = Date.UTC(2025, 9, 8, 9, 28, 12);

const common = { uid: 0, gid: 0, mtime: filesTime };
const encoder = new TextEncoder();

/** A folder entry. */
export function folder(path: string, options: { mode?: number; uid?: number; gid?: number } = {}): TarEntry {
  return { ...common, path, type: 'directory', mode: 0o755, ...options };
}

/** A text file. */
export function file(
  path: string,
  text: string,
  options: { mode?: number; uid?: number; gid?: number } = {},
): TarEntry {
  return { ...common, path, type: 'file', mode: 0o644, content: encoder.encode(text), ...options };
}

/** A shell script. */
export function script(path: string, text: string): TarEntry {
  return file(path, text, { mode: 0o755 });
}

/** A symbolic link. */
export function link(path: string, target: string): TarEntry {
  return { ...common, path, type: 'symlink', mode: 0o777, target };
}

/** An executable file that runs a program of the simulator. `size` pads it to what the real one has. */
export function executable(path: string, program: string, size = 0): TarEntry {
  const image = executableImage(program);
  const content = new Uint8Array(Math.max(size, image.length));
  fill(content);
  content.set(image);
  return { ...common, path, type: 'file', mode: 0o755, content };
}

/** Bytes that do not compress, like machine code hardly does. */
function fill(content: Uint8Array): void {
  let state = 0x2545f491;
  for (let i = 0; i < content.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    content[i] = state;
  }
}
