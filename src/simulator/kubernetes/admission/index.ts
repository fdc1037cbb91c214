import type { AdmissionStep } from '../api/objects/context.js';
import { customDefinitions } from './custom-definitions.js';
import { defaultStorageClass } from './default-storage-class.js';
import { defaultTolerations } from './default-tolerations.js';
import { limitRanger } from './limit-ranger.js';
import { namespaceLifecycle } from './namespace-lifecycle.js';
import { priority } from './priority.js';
import { serviceAccount } from './service-account.js';
import { serviceAddresses } from './service-addresses.js';

/** All admission steps in the order in which they run. */
export const admissionSteps: readonly AdmissionStep[] = [
  namespaceLifecycle,
  limitRanger,
  serviceAccount,
  priority,
  defaultTolerations,
  defaultStorageClass,
  customDefinitions,
  serviceAddresses,
];
