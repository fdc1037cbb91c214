import { parseArgs } from 'node:util';
import { firstFrame, list } from './measures/first-frame.js';
import { memory } from './measures/memory.js';
import { keyEcho, manyLines } from './measures/terminal.js';
import { tick } from './measures/tick.js';
import type { Benchmark, Result } from './result.js';
import { table } from './table.js';

const all: readonly Benchmark[] = [firstFrame, list, keyEcho, manyLines, tick, memory];

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    rounds: { type: 'string', default: '9' },
    strict: { type: 'boolean', default: false },
  },
});
const rounds = Math.max(1, Number(values.rounds) || 1);
const wanted = all.filter(({ id }) => values.only?.includes(id) ?? true);
if (wanted.length === 0) console.log(`--only takes: ${all.map(({ id }) => id).join(', ')}`);

const results: Result[] = [];
for (const benchmark of wanted) {
  process.stderr.write(`${benchmark.id} ...\n`);
  results.push(...(await benchmark.run({ rounds })));
}
console.log(`\nNode ${process.versions.node}, ${process.platform}, ${rounds} rounds\n\n${table(results)}`);
process.exit(values.strict && results.some(({ verdict }) => verdict === 'not met') ? 1 : 0);
