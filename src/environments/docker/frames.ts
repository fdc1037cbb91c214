/** Which stream of a container the bytes belong to. */
export type Channel = 'stdout' | 'stderr';

/**
 * Splits the engine's multiplexed stream: frames of [stream, 0, 0, 0, length as 32 bit big endian] and payload.
 * Call the result with each chunk; `onPayload` gets payloads as they come, parts of a frame included.
 */
export function frameDecoder(onPayload: (channel: Channel, bytes: Buffer) => void): (chunk: Buffer) => void {
  let header = Buffer.alloc(0);
  let channel: Channel = 'stdout';
  let left = 0;
  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (left === 0) {
        const taken = chunk.subarray(at, at + 8 - header.length);
        header = Buffer.concat([header, taken]);
        at += taken.length;
        if (header.length < 8) return;
        channel = header[0] === 2 ? 'stderr' : 'stdout';
        left = header.readUInt32BE(4);
        header = Buffer.alloc(0);
      } else {
        const payload = chunk.subarray(at, at + left);
        left -= payload.length;
        at += payload.length;
        onPayload(channel, payload);
      }
    }
  };
}
