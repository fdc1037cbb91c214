import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Environment, LessonRoom } from '../../../src/environments/contract.js';
import { openDockerEnvironment } from '../../../src/environments/docker/environment.js';
import { docker, dockerQuietly, makeTinyImage, tinyImage } from './tiny-image.js';

const room: LessonRoom = {
  id: 'ZZ-90',
  requires: ['docker'],
  images: [tinyImage],
  files: [{ path: 'app/Dockerfile', content: `FROM ${tinyImage}\nRUN echo made > /made\n` }],
  names: [{ kind: 'container', name: 'kt-safe-start' }],
  setup: `docker run -d --name kt-safe-start ${tinyImage} sleep 600 && docker network create kt-safe-net`,
  cleanup: '',
};

/** Objects of the learner, with names that look like those of the lesson. */
const decoys = {
  container: ['kt-safe-web-old', 'kt-safe'],
  network: ['kt-safe-net2'],
  volume: ['kt-safe-data2', 'kt-safe-mine'],
  image: ['kt-safe-app:old', 'kt-safe-app-two:latest', tinyImage],
};

/** What a learner may do in a lesson; every line leaves something behind. */
const work = [
  `docker run -d --name kt-safe-web -v kt-safe-data:/data -v /anonymous ${tinyImage} sleep 600`,
  `docker run -d --name kt-safe-b -v kt-safe-mine:/mine ${tinyImage} sleep 600`,
  `docker create --name kt-safe-c -v /lost ${tinyImage} && docker rm kt-safe-c`,
  'docker volume create kt-safe-v && docker volume create kt-safe-data2',
  'DOCKER_BUILDKIT=0 docker build -q -t kt-safe-app app',
  'DOCKER_BUILDKIT=0 docker build -q app',
  'printf "RUN echo again >> /made\\n" >> app/Dockerfile && DOCKER_BUILDKIT=0 docker build -q -t kt-safe-app app',
  `printf 'FROM ${tinyImage}\\nRUN echo x > /x\\nRUN false\\n' | DOCKER_BUILDKIT=0 docker build - && exit 1`,
  `docker tag ${tinyImage} kt-safe-tag:2`,
  'docker commit kt-safe-web kt-safe-commit && docker commit kt-safe-web',
  'docker save kt-safe-app | docker load',
  'docker export kt-safe-web | docker import - kt-safe-imported',
  'echo mine > notes.txt',
].join('\n');

/** The lesson gives the learner's image a second name for a while; the engine keeps the time. */
const lastTagTime = /"LastTagTime": ".*"/;

type Kind = keyof typeof decoys;
const kinds = Object.keys(decoys) as Kind[];
const listing: Record<Kind, string[]> = {
  container: ['ps', '-aq', '--no-trunc'],
  image: ['images', '-aq', '--no-trunc'],
  network: ['network', 'ls', '-q', '--no-trunc'],
  volume: ['volume', 'ls', '-q'],
};

/** Everything on the engine by id, and the decoys' whole inspect output. */
function snapshot(): Record<string, string> {
  const all = kinds.map((kind) => [
    kind,
    [...new Set(docker(...listing[kind]).split('\n'))].sort().join('\n'),
  ]);
  const inspected = kinds.flatMap((kind) =>
    decoys[kind].map((name) => [name, docker('inspect', '--type', kind, name).replace(lastTagTime, '')]),
  );
  return Object.fromEntries([...all, ...inspected]) as Record<string, string>;
}

function removeDecoys(): void {
  dockerQuietly('rm', '-fv', ...decoys.container, 'kt-safe-heir');
  dockerQuietly('network', 'rm', ...decoys.network);
  dockerQuietly('volume', 'rm', ...decoys.volume);
  dockerQuietly('rmi', '-f', ...decoys.image);
}

let home: string;
let environment: Environment;

beforeAll(async () => {
  removeDecoys();
  makeTinyImage();
  home = mkdtempSync(join(tmpdir(), 'kt-safe-'));
  // The first is left stopped, with labels that only look like ours.
  docker(
    'create',
    '--name',
    'kt-safe-web-old',
    '--label',
    'dev.kube-tutor.lesson=ZZ-9',
    tinyImage,
    'sleep',
    '1',
  );
  docker('run', '-d', '--name', 'kt-safe', '--label', 'dev.kube-tutor=1', tinyImage, 'sleep', '600');
  docker('network', 'create', 'kt-safe-net2');
  for (const volume of decoys.volume) docker('volume', 'create', volume);
  docker('tag', tinyImage, 'kt-safe-app:old');
  docker('tag', tinyImage, 'kt-safe-app-two:latest');
  environment = await openDockerEnvironment({
    env: { PATH: process.env['PATH'], XDG_RUNTIME_DIR: home },
    home,
  });
});

afterAll(async () => {
  await environment.clean(room);
  await environment.close();
  removeDecoys();
  rmSync(home, { recursive: true });
});

const prepare = () => environment.prepare(room, { resume: false, onProgress: () => undefined });

describe('a lesson on the learner’s engine', () => {
  it('leaves everything of the learner byte for byte as it was, and nothing of its own', async () => {
    const before = snapshot();
    for (const end of ['reset', 'clean'] as const) {
      await prepare();
      const worked = await environment.run(room, work);
      expect(worked, worked.output).toMatchObject({ exitCode: 0 });
      expect(docker('images', '-q', 'kt-safe-imported')).not.toBe('');
      await environment[end](room);
      if (end === 'reset') {
        expect(docker('ps', '-q', '--filter', 'name=kt-safe-start')).not.toBe('');
        expect(await environment.world.files.read('notes.txt')).toBeUndefined();
        expect(await environment.world.files.read('app/Dockerfile')).toBe(room.files[0]?.content);
      }
    }
    expect(snapshot()).toEqual(before);
  });

  it('keeps a container that has the lesson’s label only from its image', async () => {
    await prepare();
    await environment.run(room, 'docker commit kt-safe-start kt-safe-heritage');
    docker('run', '-d', '--name', 'kt-safe-heir', 'kt-safe-heritage', 'sleep', '600');
    await environment.clean(room);
    expect(docker('inspect', '-f', '{{.State.Running}}', 'kt-safe-heir')).toBe('true');
    docker('rm', '-f', 'kt-safe-heir');
    await environment.clean(room);
    expect(docker('images', '-q', 'kt-safe-heritage')).toBe('');
  });

  it('does not start where a name that it needs is the learner’s own, and touches nothing', async () => {
    const names = [
      { kind: 'container', name: 'kt-safe' },
      { kind: 'volume', name: 'kt-safe-mine' },
      { kind: 'image', name: 'kt-safe-app:old' },
    ] as const;
    const before = snapshot();
    const start = environment.prepare({ ...room, names }, { resume: false, onProgress: () => undefined });
    await expect(start).rejects.toMatchObject({
      code: 'name-taken',
      message: expect.stringContaining(
        'container "kt-safe", volume "kt-safe-mine", image "kt-safe-app:old"',
      ) as string,
    });
    expect(snapshot()).toEqual(before);
  });

  it('takes the names that another lesson left behind', async () => {
    await prepare();
    const other = { ...room, id: 'ZZ-91' };
    await environment.prepare(other, { resume: false, onProgress: () => undefined });
    expect(docker('inspect', '-f', '{{index .Config.Labels "dev.kube-tutor.lesson"}}', 'kt-safe-start')).toBe(
      'ZZ-91',
    );
    await environment.clean(other);
  });

  it('keeps the learner’s files and objects when it is taken up again', async () => {
    await prepare();
    await environment.run(room, 'echo mine > notes.txt; docker rm -f kt-safe-start');
    await environment.prepare(room, { resume: true, onProgress: () => undefined });
    expect(await environment.world.files.read('notes.txt')).toBe('mine\n');
    expect(docker('ps', '-aq', '--filter', 'name=kt-safe-start')).toBe('');
  });
});
