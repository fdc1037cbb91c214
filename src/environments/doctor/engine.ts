import { TutorError } from '../../errors.js';
import { endpointName } from '../docker/endpoint.js';
import type { Probe } from './probe.js';

/** Is there an engine that answers? */
export const engineProbe: Probe = {
  id: 'engine',
  async look(context) {
    try {
      const { client, source } = await context.engine();
      return [
        {
          id: 'engine',
          status: 'ok',
          says: `An engine answers at ${endpointName(client.endpoint)} (${source}).`,
        },
      ];
    } catch (error) {
      // One that forbids is there; its own probe tells.
      if (!(error instanceof TutorError) || error.code === 'engine-forbidden') return [];
      return [
        {
          id: 'engine',
          status: 'problem',
          says: error.message,
          means: 'Lessons on real Docker can not run.',
          ...(error.detail.next && { fix: error.detail.next }),
        },
      ];
    }
  },
};
