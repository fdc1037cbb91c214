import type { CheckResult } from '../../../src/checks/contract.js';

/** A check that passes. */
export const pass: CheckResult = { status: 'pass', evidence: [] };
/** A container that should run and has exited. */
export const exited: CheckResult = {
  status: 'fail',
  evidence: [
    {
      code: 'mismatch',
      object: 'container web',
      path: 'State.Status',
      expected: 'running',
      actual: 'exited',
      says: 'The container web has exited.',
      next: 'docker logs web',
    },
  ],
};
