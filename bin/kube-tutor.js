#!/usr/bin/env node
// A thin launcher: says in plain words when Node is too old, then loads the bundle.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 18)) {
  process.stderr.write(`kube-tutor needs Node.js 20.18.1 or newer; this is ${process.version}.\n`);
  process.exit(1);
}
await import('../dist/cli.js');
