import { build } from 'esbuild';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Evaluates string-width when it is first called. Its set of all emoji takes V8 longer to build than the rest of the
 * first frame takes, which has none.
 */
const lazyStringWidth = {
  name: 'lazy-string-width',
  setup({ onResolve, onLoad, resolve }) {
    const real = fileURLToPath(import.meta.resolve('string-width'));
    onResolve({ filter: /^string-width$/ }, async ({ path, pluginData, kind, resolveDir }) => {
      if (pluginData === lazyStringWidth) return undefined;
      // Some libraries have another version of their own: that one stays.
      const found = await resolve(path, { kind, resolveDir, pluginData: lazyStringWidth });
      return found.path === real ? { path, namespace: 'lazy' } : found;
    });
    onLoad({ filter: /.*/, namespace: 'lazy' }, () => ({
      contents: `let width; export default (...args) => (width ??= require(${JSON.stringify(real)}).default)(...args);`,
      resolveDir: import.meta.dirname,
    }));
  },
};

/**
 * Keeps all that the first frame needs in one file. esbuild makes a file for each set of entry points that share a
 * module, and node reads two dozen small files much slower than one: so every entry point is made to share these.
 */
const oneFirstFile = {
  name: 'one-first-file',
  setup({ onLoad }) {
    const start = JSON.stringify(`${import.meta.dirname}/src/cli/commands/start.ts`);
    onLoad({ filter: /\.tsx?$/ }, async ({ path }) => {
      if (!path.startsWith(import.meta.dirname) || path.includes('node_modules')) return undefined;
      const contents = `import ${start};${await readFile(path, 'utf8')}`;
      return { contents, loader: path.endsWith('x') ? 'tsx' : 'ts' };
    });
  },
};

// One minified production bundle, split so that the emulator, the PTY and the simulator load after the first frame.
await rm('dist', { recursive: true, force: true });
const { metafile } = await build({
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
  plugins: [lazyStringWidth, oneFirstFile],
  legalComments: 'linked',
  logLevel: 'warning',
  metafile: true,
});

await writeFile('dist/THIRD-PARTY-NOTICES.txt', await notices(Object.keys(metafile.inputs)));

/** The licences of the packages that these source files come from: what is bundled must carry them along. */
async function notices(inputs) {
  const folders = inputs.flatMap((path) => path.match(/^.*node_modules\/(@[^/]+\/)?[^/]+/)?.[0] ?? []);
  const texts = [...new Set(folders)].sort().map(async (folder) => {
    const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? await readFile(join(folder, file), 'utf8') : `License: ${license}\n`;
    return `${name} ${version}\n\n${text.trim()}\n`;
  });
  return (await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n\n`);
}
