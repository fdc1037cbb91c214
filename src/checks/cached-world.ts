import type { World } from '../environments/contract.js';

/**
 * A view of the world for one look: each question is asked once, so that the checks of a step agree with each other
 * and the engine is not asked the same thing several times. Programs (`exec`) are run each time.
 */
export function cachedWorld(world: World): World {
  const { docker, files } = world;
  const asked = new Map<string, Promise<unknown>>();

  function once<T>(question: readonly unknown[], ask: () => Promise<T>): Promise<T> {
    const key = JSON.stringify(question);
    const known = asked.get(key);
    if (known) return known as Promise<T>;
    const answer = ask();
    asked.set(key, answer);
    return answer;
  }

  return {
    docker: {
      inspect: (kind, name) => once(['inspect', kind, name], () => docker.inspect(kind, name)),
      list: (kind) => once(['list', kind], () => docker.list(kind)),
      logs: (container, options) => once(['logs', container, options], () => docker.logs(container, options)),
      exec: (container, argv) => docker.exec(container, argv),
      health: () => docker.health(),
      onHealth: (listener) => docker.onHealth(listener),
      onChange: (listener) => docker.onChange(listener),
    },
    files: {
      read: (path) => once(['read', path], () => files.read(path)),
      onChange: (listener) => files.onChange(listener),
    },
    http: (url) => once(['http', url], () => world.http(url)),
  };
}
