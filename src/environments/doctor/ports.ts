import type { Finding } from '../contract.js';
import type { Probe } from './probe.js';

/** Ports of this machine that lessons publish. */
const ports = [8080, 8000];

/** Are the ports free that lessons use? */
export const portsProbe: Probe = {
  id: 'ports',
  look: (context) =>
    Promise.all(
      ports.map(async (port): Promise<Finding> => {
        const id = `port-${port}`;
        if (await context.isPortFree(port)) return { id, status: 'ok', says: `Port ${port} is free.` };
        return {
          ...{ id, status: 'warning', says: `Something listens on port ${port}.` },
          means: 'Lessons that publish a container there will say that the port is in use.',
          fix:
            context.platform === 'win32'
              ? `netstat -ano | findstr :${port}`
              : `See who it is with \`docker ps\` or \`lsof -i :${port}\`, and stop it.`,
        };
      }),
    ),
};
