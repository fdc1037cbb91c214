import type { Fields } from '../../contract.js';
import { compareQuantities } from '../quantity.js';
import { at, list, text } from '../value.js';
import { oneOf } from './basic.js';
import { subdomainProblems } from './names.js';
import type { Report } from './report.js';

const modes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

/** Checks a claim for storage. */
export function validateClaim(object: Fields, report: Report): void {
  const wanted = list(at(object, 'spec', 'accessModes'));
  if (!wanted.length) report.required('spec.accessModes', 'at least 1 access mode is required');
  for (const mode of wanted) oneOf(mode, modes, 'spec.accessModes', report);
  if (wanted.includes('ReadWriteOncePod') && wanted.length > 1)
    report.forbidden('spec.accessModes', 'may not use ReadWriteOncePod with other access modes');
  const storage = at(object, 'spec', 'resources', 'requests', 'storage');
  if (storage === undefined) report.required('spec.resources[storage]');
  else if (compareQuantities(storage as string, 0) <= 0)
    report.invalid('spec.resources[storage]', storage, 'must be greater than zero');
  const name = text(at(object, 'spec', 'storageClassName'));
  for (const problem of name ? subdomainProblems(name) : [])
    report.invalid('spec.storageClassName', name, problem);
  oneOf(at(object, 'spec', 'volumeMode'), ['Block', 'Filesystem'], 'spec.volumeMode', report);
}
