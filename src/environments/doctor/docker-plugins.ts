import type { Finding } from '../contract.js';
import type { DoctorContext, Probe } from './probe.js';

const plugins = [
  { name: 'buildx', means: 'docker build uses the old builder; its output differs from what lessons show.' },
  { name: 'compose', means: 'Lessons on docker compose can not be done.' },
];

async function lookAt(context: DoctorContext, { name, means }: (typeof plugins)[number]): Promise<Finding[]> {
  const outcome = await context.run('docker', [name, 'version']);
  // No docker command at all: that has a probe of its own.
  if (!outcome) return [];
  const id = `docker-${name}`;
  const [first = ''] = outcome.stdout.split('\n');
  if (outcome.exitCode === 0 && first !== '') return [{ id, status: 'ok', says: first }];
  return [
    {
      id,
      status: 'warning',
      says: `The docker command has no ${name} plugin.`,
      means,
      fix:
        context.platform === 'linux'
          ? `Install docker-${name}-plugin from Docker's packages (Debian, Ubuntu: docker-${name}).`
          : `Install Docker Desktop, or: brew install docker-${name}`,
    },
  ];
}

/** Are the plugins there that lessons use? */
export const dockerPluginsProbe: Probe = {
  id: 'docker-plugins',
  look: async (context) => (await Promise.all(plugins.map((plugin) => lookAt(context, plugin)))).flat(),
};
