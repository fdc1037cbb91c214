import { describe, expect, it } from 'vitest';
import type { Trigger } from '../../src/checks/contract.js';
import { createEvaluator } from '../../src/session/evaluator.js';

/** Timers that fire when told to, in the order of their time. */
function handTimers() {
  const due: { ms: number; call: () => void }[] = [];
  return {
    due,
    after(ms: number, call: () => void) {
      const entry = { ms, call };
      due.push(entry);
      return () => {
        const at = due.indexOf(entry);
        if (at >= 0) due.splice(at, 1);
      };
    },
    fire() {
      for (const { call } of due.splice(0)) call();
    },
  };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('the evaluator', () => {
  it('gathers a burst of changes into one look at what they concern', async () => {
    const looks: (Trigger[] | undefined)[] = [];
    const timers = handTimers();
    const evaluator = createEvaluator({
      after: timers.after,
      look: async (changed) => {
        looks.push(changed && [...changed].sort());
        return { lookAgain: false };
      },
    });
    evaluator.changed('docker', 'http');
    evaluator.changed('docker');
    evaluator.changed('command');
    timers.fire();
    await settled();
    expect(looks).toEqual([['command', 'docker', 'http']]);
  });

  it('looks once more when something changed during a look, and never twice at the same time', async () => {
    const timers = handTimers();
    let looking = 0;
    let most = 0;
    let looks = 0;
    const gates: (() => void)[] = [];
    const evaluator = createEvaluator({
      after: timers.after,
      look: async () => {
        most = Math.max(most, ++looking);
        looks++;
        await new Promise<void>((resolve) => gates.push(resolve));
        looking--;
        return { lookAgain: false };
      },
    });
    evaluator.changed('docker');
    timers.fire();
    await settled();
    evaluator.changed('files');
    timers.fire();
    await settled();
    expect(looks).toBe(1);
    gates.shift()?.();
    await settled();
    expect(looks).toBe(2);
    gates.shift()?.();
    await evaluator.idle();
    expect(most).toBe(1);
  });

  it('looks again by itself, ever more slowly, while something may still come up, and stops in the end', async () => {
    const timers = handTimers();
    const waits: number[] = [];
    const evaluator = createEvaluator({ after: timers.after, look: async () => ({ lookAgain: true }) });
    await evaluator.all();
    while (timers.due.length > 0) {
      waits.push(timers.due[0]!.ms);
      timers.fire();
      await settled();
      expect(waits.length).toBeLessThan(100);
    }
    expect(waits.length).toBeGreaterThan(3);
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
  });

  it('does not look any more once closed', async () => {
    const timers = handTimers();
    let looks = 0;
    const evaluator = createEvaluator({
      after: timers.after,
      look: async () => {
        looks++;
        return { lookAgain: true };
      },
    });
    evaluator.changed('docker');
    evaluator.close();
    timers.fire();
    evaluator.changed('docker');
    timers.fire();
    await settled();
    expect(looks).toBe(0);
  });
});
