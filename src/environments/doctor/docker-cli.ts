import type { Probe } from './probe.js';

const install: Partial<Record<NodeJS.Platform, string>> = {
  linux:
    'Install it from https://docs.docker.com/engine/install/ (Debian, Ubuntu: sudo apt-get install docker.io)',
  darwin: 'brew install docker',
  win32: 'winget install Docker.DockerCLI',
};

/** Is the docker command there? */
export const dockerCliProbe: Probe = {
  id: 'docker-cli',
  async look(context) {
    const outcome = await context.run('docker', ['--version']);
    if (outcome?.exitCode === 0) return [{ id: 'docker-cli', status: 'ok', says: `${outcome.stdout}.` }];
    return [
      {
        id: 'docker-cli',
        status: 'problem',
        says: outcome
          ? `docker --version failed: ${outcome.stderr}`
          : 'There is no docker command in the PATH.',
        means: 'There is nothing to type lessons with.',
        fix: install[context.platform] ?? 'https://docs.docker.com/get-docker/',
      },
    ];
  },
};
