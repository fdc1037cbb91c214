import fc from 'fast-check';
import { expect, it } from 'vitest';
import { frameDecoder, type Channel } from '../../../src/environments/docker/frames.js';
import { frame } from './fake-engine.js';

it('gives every payload to its stream, wherever the bytes are cut', () => {
  const part = fc.record({ channel: fc.constantFrom<1 | 2>(1, 2), text: fc.string() });
  fc.assert(
    fc.property(fc.array(part), fc.array(fc.nat(40), { minLength: 1 }), (parts, cuts) => {
      const bytes = Buffer.concat(parts.map(({ channel, text }) => frame(channel, text)));
      const got: Record<Channel, Buffer[]> = { stdout: [], stderr: [] };
      const decode = frameDecoder((channel, payload) => got[channel].push(payload));
      for (let at = 0, turn = 0; at < bytes.length; turn++) {
        const end = at + 1 + (cuts[turn % cuts.length] ?? 0);
        decode(bytes.subarray(at, end));
        at = end;
      }
      const wanted = (channel: 1 | 2) =>
        parts.flatMap((one) => (one.channel === channel ? [one.text] : [])).join('');
      expect(Buffer.concat(got.stdout).toString()).toBe(Buffer.from(wanted(1)).toString());
      expect(Buffer.concat(got.stderr).toString()).toBe(Buffer.from(wanted(2)).toString());
    }),
  );
});
