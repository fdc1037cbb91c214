import { commandsOf } from './words.js';

/** What a script asks of Docker, as far as it can be read without running it. */
export interface DockerUse {
  /** Images that must be there or be pulled. */
  images: string[];
  /** Images that the script makes: build, tag, commit. */
  made: string[];
  /** Values of `-p` and `--publish`. */
  published: string[];
  /** Values of `--name`. */
  names: string[];
  /** Ports may come from elsewhere: `-P`, `--network host`, compose. */
  otherPorts: boolean;
}

const runSwitches =
  'd detach i interactive t tty P publish-all q quiet rm init privileged read-only help no-healthcheck ' +
  'oom-kill-disable sig-proxy disable-content-trust use-api-socket';

/** Flags that take no value, by the command they belong to; all others do. */
const switches: Record<string, ReadonlySet<string>> = Object.fromEntries(
  Object.entries({
    run: runSwitches,
    create: runSwitches,
    pull: 'a all-tags q quiet disable-content-trust',
    build: 'no-cache pull q quiet push load rm force-rm squash check compress disable-content-trust',
    tag: '',
    commit: 'p pause',
  }).map(([verb, names]) => [verb, new Set(names.split(' '))]),
);

/** Reads the docker commands of a script. Names with variables in them are left out. */
export function dockerUse(script: string): DockerUse {
  const use: DockerUse = { images: [], made: [], published: [], names: [], otherPorts: false };
  for (const command of commandsOf(script)) {
    const start = command.indexOf('docker');
    // Words before it may set variables or run it for us: `sudo docker`, `A=1 docker`, `time docker`.
    if (
      start < 0 ||
      command.slice(0, start).some((word) => !/^(sudo|time|command|exec|!|if|then|do|\w+=.*)$/.test(word))
    )
      continue;
    const words = command.slice(start + 1);
    if (words[0] === 'compose') use.otherPorts = true;
    if (['container', 'image', 'buildx', 'builder'].includes(words[0] ?? '')) words.shift();
    readVerb(words[0] ?? '', words.slice(1), use);
  }
  const known = (name: string) => !name.includes('$');
  return {
    ...use,
    images: use.images.filter(known),
    made: use.made.filter(known),
    names: use.names.filter(known),
  };
}

function readVerb(verb: string, words: readonly string[], use: DockerUse): void {
  const verbSwitches = switches[verb];
  if (!verbSwitches) return;
  const { options, rest } = readOptions(words, verbSwitches);
  const values = (...names: string[]) =>
    options.filter(([name]) => names.includes(name)).map(([, value]) => value);
  switch (verb) {
    case 'run':
    case 'create':
      use.images.push(...rest.slice(0, 1));
      use.published.push(...values('p', 'publish'));
      use.names.push(...values('name'));
      if (values('P', 'publish-all').length > 0 || values('network', 'net').includes('host'))
        use.otherPorts = true;
      break;
    case 'pull':
      use.images.push(...rest.slice(-1));
      break;
    case 'build':
      use.made.push(...values('t', 'tag'));
      break;
    case 'tag':
      use.images.push(...rest.slice(0, 1));
      use.made.push(...rest.slice(1, 2));
      break;
    case 'commit':
      use.made.push(...rest.slice(-1));
      break;
  }
}

/** Splits words into options and the rest, which begins at the first word that is no option. */
function readOptions(
  words: readonly string[],
  verbSwitches: ReadonlySet<string>,
): { options: [name: string, value: string][]; rest: readonly string[] } {
  const options: [string, string][] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    const long = /^--([a-z-]+)(?:=(.*))?$/s.exec(word);
    if (long) {
      const [, name = '', value] = long;
      options.push([name, value ?? (verbSwitches.has(name) ? '' : (words[++index] ?? ''))]);
    } else if (/^-[A-Za-z]/.test(word)) {
      // Short switches can be joined, the last one may take a value: -dp 80:80.
      let at = 1;
      while (at < word.length - 1 && verbSwitches.has(word[at]!)) options.push([word[at++]!, '']);
      const name = word[at]!;
      options.push([name, verbSwitches.has(name) ? '' : word.slice(at + 1) || (words[++index] ?? '')]);
    } else return { options, rest: words.slice(index) };
  }
  return { options, rest: [] };
}
