import { build } from 'esbuild';
import { rm } from 'node:fs/promises';

// One minified production bundle, split so that the emulator, the PTY and the simulator load after the first frame.
await rm('dist', { recursive: true, force: true });
await build({
  entryPoints: { cli: 'src/cli/main.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.18',
  minify: true,
  define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
  // Ink loads its developer tools only when DEV is set; they are not part of the product.
  external: ['@lydell/node-pty', 'react-devtools-core'],
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  legalComments: 'linked',
  logLevel: 'warning',
});
