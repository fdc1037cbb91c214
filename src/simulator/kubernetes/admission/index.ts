import type { AdmissionStep } from '../api/objects/context.js';
import { namespaceLifecycle } from './namespace-lifecycle.js';

/** All admission steps in the order in which they run. */
export const admissionSteps: readonly AdmissionStep[] = [namespaceLifecycle];
