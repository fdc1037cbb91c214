import type { Program, ProgramRegistry } from '../host/contract.js';

/** Programs by the name in their executable files; each is loaded when it first runs. */
const table: Record<string, () => Promise<Program>> = {
  'apache-httpd': () => import('./apache/program.js').then((module) => module.apacheProgram),
  apk: () => import('./small/apk.js').then((module) => module.apkProgram),
  busybox: () => import('./busybox/program.js').then((module) => module.busyboxProgram),
  curl: () => import('./small/curl.js').then((module) => module.curlProgram),
  envsubst: () => import('./small/envsubst.js').then((module) => module.envsubstProgram),
  getent: () => import('./small/envsubst.js').then((module) => module.getentProgram),
  nginx: () => import('./nginx/program.js').then((module) => module.nginxProgram),
  pause: () => import('./pause/program.js').then((module) => module.pauseProgram),
  'redis-cli': () => import('./redis/cli.js').then((module) => module.redisCliProgram),
  'redis-server': () => import('./redis/program.js').then((module) => module.redisServerProgram),
  registry: () => import('./registry/program.js').then((module) => module.registryProgram),
  whoami: () => import('./whoami/program.js').then((module) => module.whoamiProgram),
};

/** All programs of the simulator. */
export const programs: ProgramRegistry = {
  find: (name) => (Object.hasOwn(table, name) ? table[name] : undefined),
};
