/** A lesson that uses every part of the format, for tests to bend. */
export const exampleLesson = `id: XY-01
title: A first page
goal: Serve a page from a container.
minutes: 5
requires: [docker]
images: [nginx:1.27-alpine]
files:
  - path: site/index.html
    content: |
      <h1>Hello</h1>
setup: |
  docker volume create xy-data
steps:
  - id: serve
    title: Serve it
    prose: |
      A container is a process with its own view of the system.
    task: Start a container named \`page\` that serves on port 8091.
    remember:
      volume: {kind: volume, name: xy-data, path: CreatedAt}
    hints:
      - Look at \`docker run --help\`.
      - Publish the port with \`-p 8091:80\`.
    solution: |
      docker run -d --name page -p 8091:80 nginx:1.27-alpine
    alternatives:
      - about: The long names
        run: docker container run --detach --name page --publish 8091:80 nginx:1.27-alpine
    wrong:
      - about: No published port
        run: docker run -d --name page nginx:1.27-alpine
        feedback: no-port
    checks:
      - kind: container
        name: page
        match: {State: {Running: true}}
      - kind: volume
        name: xy-data
        match: {CreatedAt: {$remembered: volume}}
      - kind: http
        url: http://localhost:8091/
        body: {$regex: 'nginx|Hello'}
    feedback:
      - id: no-port
        when:
          - kind: container
            name: page
            match: {HostConfig: {PortBindings: {$equals: {}}}}
        say: The container runs, but none of its ports can be reached from outside.
    debrief: The engine forwards the port of your machine to the container.
  - id: why
    title: What did it start?
    prose: One question.
    quiz:
      question: What runs inside the container?
      options:
        - text: A virtual machine
          explain: There is no second kernel.
        - text: A process
          correct: true
          explain: It is a process of your machine, fenced in.
cleanup: |
  docker rm -f page
learned: [Start a container and reach it.]
reading:
  - title: docker run
    url: https://docs.docker.com/reference/cli/docker/container/run/
`;

/** The example with one part of its text replaced; fails when the part is not there. */
export function bend(from: string, to: string, text = exampleLesson): string {
  if (!text.includes(from)) throw new Error(`the example has no ${from}`);
  return text.replace(from, () => to);
}

/** Line and column (from 1) of the first occurrence of some text. */
export function placeOf(text: string, part: string): { line: number; column: number } {
  const before = text.slice(0, text.indexOf(part)).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}
