import type { Fields } from '../../contract.js';
import { list, objects } from '../value.js';
import type { Report } from './report.js';

/** Checks the rules of a role. */
export function validateRole(object: Fields, report: Report, namespaced: boolean): void {
  for (const [i, rule] of objects(object['rules']).entries()) {
    const path = `rules[${i}]`;
    if (!list(rule['verbs']).length)
      report.required(`${path}.verbs`, 'verbs must contain at least one value');
    const urls = list(rule['nonResourceURLs']);
    if (urls.length) {
      if (namespaced)
        report.invalid(`${path}.nonResourceURLs`, urls, 'namespaced rules cannot apply to non-resource URLs');
      continue;
    }
    if (!list(rule['apiGroups']).length)
      report.required(`${path}.apiGroups`, 'resource rules must supply at least one api group');
    if (!list(rule['resources']).length)
      report.required(`${path}.resources`, 'resource rules must supply at least one resource');
  }
}
