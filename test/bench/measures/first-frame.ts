import { openOuter, has, type Command } from '../outer.js';
import { launcher, temporaryHome } from '../program.js';
import { interleave, ratioResult, type Benchmark } from '../result.js';

const node = (...args: string[]): Omit<Command, 'env'> => ({ file: process.execPath, args });

async function untilEnd(command: Command): Promise<number> {
  const began = performance.now();
  return (await openOuter(command).ended) - began;
}

/** From the start of the process to the list of lessons on the screen. */
export const firstFrame: Benchmark = {
  id: 'first-frame',
  async run({ rounds }) {
    using home = temporaryHome();
    const { env } = home;
    const times = await interleave(
      rounds,
      () => untilEnd({ ...node('-e', '0'), env }),
      async () => {
        const began = performance.now();
        const outer = openOuter({ ...node(launcher), env });
        const shown = await outer.shows(has('DK-01'));
        outer.kill();
        await outer.ended;
        return shown - began;
      },
    );
    return [ratioResult('first frame', 'node -e 0', times, 2.5)];
  },
};

/** A command that prints and ends. */
export const list: Benchmark = {
  id: 'list',
  async run({ rounds }) {
    using home = temporaryHome();
    const { env } = home;
    const times = await interleave(
      rounds,
      () => untilEnd({ ...node('-e', '0'), env }),
      () => untilEnd({ ...node(launcher, 'list'), env }),
    );
    return [ratioResult('kube-tutor list', 'node -e 0', times)];
  },
};
