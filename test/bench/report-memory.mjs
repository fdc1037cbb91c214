// Loaded into the program by the benchmark: on SIGUSR2 it collects garbage and writes its memory, in bytes.
import { renameSync, writeFileSync } from 'node:fs';

process.on('SIGUSR2', () => {
  globalThis.gc();
  const { rss, heapUsed } = process.memoryUsage();
  const path = process.env.BENCH_MEMORY_FILE;
  writeFileSync(`${path}.new`, JSON.stringify({ rss, heap: heapUsed }));
  renameSync(`${path}.new`, path);
});
