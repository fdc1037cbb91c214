/** One frame of a multiplexed stream: eight bytes of header (stream, length), then the bytes. */
export function frame(stream: 'stdin' | 'stdout' | 'stderr', bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(8 + bytes.length);
  out[0] = { stdin: 0, stdout: 1, stderr: 2 }[stream];
  new DataView(out.buffer).setUint32(4, bytes.length);
  out.set(bytes, 8);
  return out;
}
