import type { Admission, Context } from './context.js';

/** Runs a write through all admission steps: first those that change, then those that refuse. */
export function admit(context: Context, request: Admission): void {
  for (const step of context.admission) step.mutate?.(request, context);
}

/** The second round, on the object as it will be stored. */
export function admitFinal(context: Context, request: Admission): void {
  for (const step of context.admission) step.validate?.(request, context);
}
