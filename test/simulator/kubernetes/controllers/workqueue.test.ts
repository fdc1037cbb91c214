import { describe, expect, it } from 'vitest';
import { manualClock } from '../../../../src/simulator/clock.js';
import { workQueue } from '../../../../src/simulator/kubernetes/controllers/workqueue.js';

describe('a work queue', () => {
  it('hands out a key once, however often it was added', async () => {
    const clock = manualClock();
    const seen: string[] = [];
    const queue = workQueue(clock, (key) => seen.push(key));
    for (const key of ['a', 'b', 'a']) queue.add(key);
    await clock.advance(0);
    expect(seen).toEqual(['a', 'b']);
  });

  it('tries a failing key again, each time after twice as long', async () => {
    const clock = manualClock(0);
    const times: number[] = [];
    const queue = workQueue(clock, () => {
      times.push(clock.now());
      if (times.length < 5) throw new Error('not yet');
    });
    queue.add('a');
    await clock.advance(1000);
    expect(times).toEqual([0, 5, 15, 35, 75]);
  });

  it('does nothing after it is stopped', async () => {
    const clock = manualClock();
    const seen: string[] = [];
    const queue = workQueue(clock, (key) => seen.push(key));
    queue.add('a');
    queue.addAfter('b', 10);
    queue.stop();
    await clock.advance(100);
    expect(seen).toEqual([]);
  });
});
