import { existsSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { TutorError } from '../../errors.js';
import type { Environment, LessonRoom, PrepareProgress, ShellSpec } from '../contract.js';
import { fileReader } from '../local/file-reader.js';
import { readHttp } from '../local/http-reader.js';
import { runScript } from '../local/script.js';
import { emptyFolder, fillFolder, folderExists, workFolder } from '../local/work-folder.js';
import { folders, openRuntime, privateFolder } from '../runtime.js';
import { removeMade } from './clean.js';
import { engineClient } from './client.js';
import { engineInfo } from './engine-info.js';
import { findEngine, type Machine } from './find.js';
import { foreignObjects, nameTaken } from './foreign.js';
import { pullAll } from './images.js';
import { labelsOf } from './labels.js';
import { openLedger, type Ledger } from './ledger.js';
import { openProxy, type DockerProxy } from './proxy/proxy.js';
import { openReader } from './reader.js';
import { shellEnv } from './shell-env.js';

type OnProgress = (progress: PrepareProgress) => void;

type PrepareOptions = {
  resume: boolean;
  onProgress: OnProgress;
  signal?: AbortSignal | undefined;
};

/** What a lesson holds open. */
interface OpenRoom {
  proxy: DockerProxy;
  ledger: Ledger;
}

function refuseUnsupported(room: LessonRoom): void {
  const missing = room.requires.filter((need) => need !== 'docker');
  if (missing.length === 0) return;
  throw new TutorError(
    'environment-unsupported',
    `Lesson ${room.id} needs ${missing.join(', ')}; this is Docker.`,
    {
      where: room.id,
      next: 'Choose another lesson with `kube-tutor list`.',
    },
  );
}

function setupFailure(room: LessonRoom, output: string): TutorError {
  const isTaken = /is already in use by container|already exists/.test(output);
  const last = output.trim().split('\n').slice(-5).join('\n');
  return new TutorError(
    isTaken ? 'name-taken' : 'internal',
    `The set-up of lesson ${room.id} failed: ${last}`,
    {
      where: room.id,
      next: isTaken
        ? 'Rename or remove the object that has the name, then start again.'
        : 'Try `kube-tutor doctor`.',
    },
  );
}

/**
 * Finds the engine and opens the environment on it. `machine`: environment, home and platform, this process's own unless
 * given. Throws TutorError engine-missing, -stopped, -forbidden, or state-unreadable.
 */
export async function openDockerEnvironment(machine: Partial<Machine> = {}): Promise<Environment> {
  const { env, home, platform } = {
    env: process.env,
    home: homedir(),
    platform: process.platform,
    ...machine,
  };
  const found = await findEngine({ env, home, platform }, (endpoint) => engineClient(endpoint).ping());
  const client = engineClient(found.endpoint);
  const info = await engineInfo(client);
  const places = folders({ env, home });
  privateFolder(places.state);
  privateFolder(places.data);
  const runtime = await openRuntime(places.runtime, platform);
  const kubeconfig = join(runtime.path, 'kubeconfig');
  writeFileSync(kubeconfig, '', { mode: 0o600 });
  const reader = await openReader(client);
  const files = fileReader();
  const open = new Map<string, Promise<OpenRoom>>();

  const openRoom = async ({ id }: LessonRoom): Promise<OpenRoom> => {
    workFolder(places.data, id);
    const ledger = openLedger(join(places.state, 'ledger', `${id}.json`), info.id);
    return {
      ledger,
      proxy: await openProxy({ client, path: runtime.socket(id), labels: labelsOf(id), ledger }),
    };
  };
  const roomOf = (room: LessonRoom): Promise<OpenRoom> => {
    const known = open.get(room.id) ?? openRoom(room);
    open.set(room.id, known);
    known.catch(() => open.delete(room.id));
    return known;
  };

  /** Says that the set-up came to its end: what was broken off is done again from the start. */
  const preparedMark = ({ id }: Pick<LessonRoom, 'id'>) =>
    join(privateFolder(join(places.state, 'prepared')), id);

  const shell = (room: LessonRoom): ShellSpec => ({
    cwd: workFolder(places.data, room.id),
    env: shellEnv(env, runtime.socket(room.id), kubeconfig),
  });
  const run = async (room: LessonRoom, script: string, signal?: AbortSignal) => {
    await roomOf(room);
    return runScript(script, shell(room), signal);
  };

  /** Removes what the lesson made and empties its folder, which stays: a shell may stand in it. */
  const wipe = async (room: LessonRoom) => {
    const { proxy, ledger } = await roomOf(room);
    const folder = workFolder(places.data, room.id);
    if (room.cleanup && (await folderExists(folder))) await run(room, room.cleanup);
    await proxy.settled();
    rmSync(preparedMark(room), { force: true });
    await removeMade(client, room.id, ledger);
    await emptyFolder(folder);
  };

  /**
   * Makes the lesson's names free: what another lesson left under them goes away with all that lesson made; what is the
   * learner's own stays, and the lesson does not start.
   */
  const freeNames = async (room: LessonRoom) => {
    const { proxy, ledger } = await roomOf(room);
    await proxy.settled();
    const foreign = await foreignObjects(client, room.names, room.id, ledger.entry());
    const own = foreign.filter(({ lesson }) => lesson === undefined);
    if (own.length > 0) throw nameTaken(own);
    for (const id of new Set(foreign.flatMap(({ lesson }) => lesson ?? []))) {
      rmSync(preparedMark({ id }), { force: true });
      await removeMade(client, id, openLedger(join(places.state, 'ledger', `${id}.json`), info.id));
    }
  };

  const setUp = async (room: LessonRoom, onProgress: OnProgress, signal?: AbortSignal) => {
    const item = { item: 'setup', label: 'Setting up' };
    onProgress({ ...item, state: 'running' });
    await fillFolder(workFolder(places.data, room.id), room.files);
    const result = room.setup ? await run(room, `set -e\n${room.setup}`, signal) : undefined;
    onProgress({ ...item, state: result?.exitCode ? 'failed' : 'done' });
    if (result?.exitCode) throw setupFailure(room, result.output);
    writeFileSync(preparedMark(room), '', { mode: 0o600 });
  };

  const prepare = async (room: LessonRoom, { resume, onProgress, signal }: PrepareOptions) => {
    refuseUnsupported(room);
    await roomOf(room);
    const folder = workFolder(places.data, room.id);
    const continues = resume && existsSync(preparedMark(room)) && (await folderExists(folder));
    if (!continues) {
      await wipe(room);
      await freeNames(room);
    }
    await pullAll(client, room.images, { onProgress, signal });
    if (!continues) await setUp(room, onProgress, signal);
    files.use(folder);
  };

  return {
    name: 'docker',
    summary: `${info.product} ${info.version} (${found.source})`,
    world: { docker: reader, files, http: readHttp },
    prepare,
    shell,
    run,
    reset: (room) => prepare(room, { resume: false, onProgress: () => undefined }),
    async clean(room) {
      await wipe(room);
      const folder = workFolder(places.data, room.id);
      if (await folderExists(folder)) rmdirSync(folder);
    },
    async close() {
      reader.close();
      files.close();
      const rooms = await Promise.allSettled(open.values());
      for (const room of rooms) if (room.status === 'fulfilled') await room.value.proxy.close();
      runtime.close();
    },
  };
}
