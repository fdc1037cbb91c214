import { TutorError } from '../../errors.js';
import type { Probe } from './probe.js';

/** May this user talk to the engine? */
export const rightsProbe: Probe = {
  id: 'engine-rights',
  async look(context) {
    try {
      await context.engine();
      return [{ id: 'engine-rights', status: 'ok', says: 'You may talk to the engine.' }];
    } catch (error) {
      if (!(error instanceof TutorError) || error.code !== 'engine-forbidden') return [];
      return [
        {
          id: 'engine-rights',
          status: 'problem',
          says: error.message,
          means: 'Every docker command would need sudo; lessons do without it.',
          ...(error.detail.next && { fix: error.detail.next }),
        },
      ];
    }
  },
};
