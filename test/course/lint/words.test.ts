import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dockerUse } from '../../../src/course/lint/docker.js';
import { commandsOf, hereDocuments } from '../../../src/course/lint/words.js';

describe('the commands of a script', () => {
  it.each([
    ['a b  c', [['a', 'b', 'c']]],
    ['a; b && c | d & e\nf', [['a'], ['b'], ['c'], ['d'], ['e'], ['f']]],
    [`echo 'a; b' "c \\" d" e\\ f`, [['echo', 'a; b', 'c " d', 'e f']]],
    ['a \\\n  b # c; d', [['a', 'b']]],
    ['a#b', [['a#b']]],
    [
      'x $(docker ps -q) y',
      [
        ['docker', 'ps', '-q'],
        ['x', '$', 'y'],
      ],
    ],
    ['cat > f <<EOF\ndocker run x\nEOF\nls', [['cat', '>', 'f'], ['ls']]],
    ["cat <<'E' > f\n$(x)\nE", [['cat', '>', 'f']]],
  ])('%j', (script, commands) => {
    expect(commandsOf(script)).toEqual(commands);
  });

  it('are found in any text without harm', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', ' ', '\n', "'", '"', '\\', '$', '(', ')', '#', ';', '<', 'E'),
    });
    fc.assert(
      fc.property(text, (script) => {
        expect(commandsOf(script).every((words) => words.length > 0)).toBe(true);
      }),
    );
  });

  it('leave out here-documents, which are found too', () => {
    expect(hereDocuments('cat <<EOF > Dockerfile\nFROM a\nRUN b\nEOF\ncat <<-"X"\n\tFROM c\n\tX\n')).toEqual([
      'FROM a\nRUN b\n',
      '\tFROM c\n',
    ]);
  });
});

describe('what a script asks of docker', () => {
  it.each([
    [
      'docker run -d --name web -p 8080:80 nginx:1.27 nginx -g "daemon off;"',
      { images: ['nginx:1.27'], names: ['web'], published: ['8080:80'] },
    ],
    [
      'docker container run --rm -it --publish=80:80 -e A=b -e C busybox:1.36 sh -c "exit 3"',
      { images: ['busybox:1.36'], published: ['80:80'] },
    ],
    ['docker run -dp 81:80 --restart=on-failure:3 --cpus 0.5 x:1', { images: ['x:1'], published: ['81:80'] }],
    ['sudo docker create --name=a x:1', { images: ['x:1'], names: ['a'] }],
    ['docker pull -q x:1 && docker tag x:1 y:2', { images: ['x:1', 'x:1'], made: ['y:2'] }],
    ['docker build --no-cache -t y:2 --build-arg A=b .', { made: ['y:2'] }],
    ['docker buildx build -f Dockerfile.fat --tag y:2 --tag=y:3 .', { made: ['y:2', 'y:3'] }],
    ['docker commit -m "a change" web y:4', { made: ['y:4'] }],
    ['docker run $IMAGE; docker run "x:$TAG"', {}],
    ['docker run --network host x:1', { images: ['x:1'], otherPorts: true }],
    ['echo docker run x:1', {}],
  ])('%s', (script, use) => {
    expect(dockerUse(script)).toEqual({
      images: [],
      made: [],
      names: [],
      published: [],
      otherPorts: false,
      ...use,
    });
  });
});
