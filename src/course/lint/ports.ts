import { dockerUse } from './docker.js';
import { checksOf, error, scriptsOf, tasksOf, warning, type LintRule } from './rule.js';

/** Ports that are published can be used everywhere, and ports that checks ask are published by something. */
export const portRule: LintRule = ({ lesson, files }) => {
  const uses = scriptsOf(lesson).map(({ text, path }) => ({ path, use: dockerUse(text) }));
  const published = uses.flatMap(({ path, use }) =>
    use.published.flatMap((value) => {
      const port = hostPort(value);
      return port === undefined ? [] : [{ path, value, port }];
    }),
  );
  const known = new Set(published.map(({ port }) => port));
  const otherPorts =
    uses.some(({ use }) => use.otherPorts) || files.some((file) => /compose.*\.ya?ml$/.test(file.path));
  return [
    ...published.flatMap(({ path, value, port }) => {
      if (port < 1 || port > 65_535) return [error(path, `"-p ${value}" names a port that does not exist`)];
      if (port < 1024)
        return [
          warning(
            path,
            `"-p ${value}" needs a port below 1024, which a rootless engine can not give`,
            'use one above 1024',
          ),
        ];
      return [];
    }),
    ...(otherPorts ? [] : tasksOf(lesson).flatMap(checksOf)).flatMap(({ check, path }) => {
      const port = check.kind === 'http' ? localPort(check.url) : undefined;
      if (port === undefined || known.has(port)) return [];
      return [warning([...path, 'url'], `nothing in the lesson publishes port ${port}`)];
    }),
    ...uses.flatMap(({ path, use }) =>
      use.names
        .filter((name) => !/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name))
        .map((name) =>
          error(
            path,
            `the engine refuses "--name ${name}"`,
            'two characters or more, of letters, digits, _ . and -',
          ),
        ),
    ),
  ];
};

/** The port on the host of `[address:]host:container[/protocol]`; undefined when the engine chooses, or for ranges. */
function hostPort(value: string): number | undefined {
  const parts = value.replace(/\/\w+$/, '').split(':');
  const host = parts.length > 1 ? parts.at(-2)! : '';
  return /^\d+$/.test(host) ? Number(host) : undefined;
}

function localPort(url: string): number | undefined {
  const match = /^https?:\/\/(?:localhost|127\.0\.0\.1)(?::(\d+))?(?:\/|$)/.exec(url);
  if (!match) return undefined;
  return match[1] === undefined ? (url.startsWith('https') ? 443 : 80) : Number(match[1]);
}
