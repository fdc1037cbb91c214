import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

// Node 20 runs no TypeScript: bundle the benchmark's own files, next to the modules that it imports, and run that.
const root = fileURLToPath(new URL('../..', import.meta.url));
const outfile = `${root}node_modules/.cache/kube-tutor-bench/main.mjs`;
process.chdir(root);
await build({
  entryPoints: ['test/bench/main.ts'],
  outfile,
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20.18',
  logLevel: 'warning',
});
await import(outfile);
