import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TutorError } from '../errors.js';

/**
 * Writes a small complete lesson to start from, in a new folder `DIR/XY-01-title`, and gives the path of its
 * lesson.yaml. Throws TutorError `usage` for an id of the wrong form, `name-taken` when the folder is there already.
 */
export async function newLesson(dir: string, id: string, title: string): Promise<string> {
  if (!/^[A-Z]{2}-\d{2}$/.test(id)) {
    throw new TutorError('usage', `"${id}" is no lesson id.`, {
      next: 'Two capital letters and two digits: XY-01.',
    });
  }
  const slug = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  const folder = join(dir, slug ? `${id}-${slug}` : id);
  const file = join(folder, 'lesson.yaml');
  try {
    await mkdir(dir, { recursive: true });
    await mkdir(folder);
    await writeFile(join(folder, 'index.html'), '<h1>It works</h1>\n', { flag: 'wx' });
    await writeFile(file, lessonText(id, title.trim() || id), { flag: 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') {
      throw new TutorError('name-taken', 'That folder is there already.', {
        where: folder,
        next: 'Choose another id or title, or remove the folder.',
        cause: error,
      });
    }
    throw new TutorError('usage', `The lesson can not be written: ${message}`, {
      where: folder,
      cause: error,
    });
  }
  return file;
}

/** JSON is YAML, so JSON.stringify quotes any title. The container carries the id, so that lessons do not collide. */
function lessonText(id: string, title: string): string {
  const name = `${id.toLowerCase()}-page`;
  const run = `docker run -d --name ${name} -p 8099:80 -v "$PWD/site:/usr/share/nginx/html:ro"`;
  return `id: ${id}
title: ${JSON.stringify(title)}
goal: Serve a page of your own from a container.
minutes: 5
requires: [docker]
images: [nginx:1.27-alpine]
files:
  - path: site/index.html
    from: index.html
steps:
  - id: serve
    title: Serve the page
    prose: |
      The folder \`site\` holds a page. nginx serves what it finds in \`/usr/share/nginx/html\`, and a mount puts the
      folder there.
    task: Start a container named \`${name}\` that serves the folder \`site\` on port 8099.
    hints:
      - You need \`-d\`, \`--name\`, \`-p\` and \`-v\`.
      - 'The mount is \`-v "$PWD/site:/usr/share/nginx/html:ro"\`, the port \`-p 8099:80\`.'
    solution: |
      ${run} nginx:1.27-alpine
    wrong:
      - about: No published port
        run: docker run -d --name ${name} -v "$PWD/site:/usr/share/nginx/html:ro" nginx:1.27-alpine
        feedback: no-port
    checks:
      - kind: container
        name: ${name}
        match: { State: { Running: true } }
      - kind: http
        url: http://localhost:8099/
        body: It works
    feedback:
      - id: no-port
        when:
          - kind: container
            name: ${name}
            match: { HostConfig: { PortBindings: { $length: 0 } } }
        say: The container is {{State.Status}}, but none of its ports is published. Remove it and add \`-p 8099:80\`.
    debrief: |
      The files never moved: the mount shows the folder of your machine inside the container.
  - id: which-port
    title: Two ports
    prose: You wrote \`-p 8099:80\`.
    quiz:
      question: Which of the two ports does nginx listen on?
      options:
        - text: '8099'
          explain: That one is on your machine. The engine forwards it.
        - text: '80'
          correct: true
          explain: Inside the container, nginx listens on 80. The engine forwards 8099 to it.
cleanup: |
  docker rm -f ${name}
learned:
  - Serve files of your machine from a container.
reading:
  - title: Bind mounts
    url: https://docs.docker.com/engine/storage/bind-mounts/
`;
}
