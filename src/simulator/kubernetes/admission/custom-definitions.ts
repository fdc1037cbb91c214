import { at, fields, objects, setDefault, sub, text } from '../schema/value.js';
import type { AdmissionStep } from '../api/objects/context.js';
import { timestamp } from '../api/objects/context.js';

/** Names and status of custom resource definitions: accepted and established at once. */
export const customDefinitions: AdmissionStep = {
  mutate({ operation, info, object }, context) {
    if (operation === 'DELETE' || info.key !== 'customresourcedefinitions.apiextensions.k8s.io') return;
    const spec = fields(object['spec']);
    const names = sub(spec, 'names');
    setDefault(names, 'singular', text(names['kind']).toLowerCase());
    setDefault(names, 'listKind', `${text(names['kind'])}List`);
    setDefault(sub(spec, 'conversion'), 'strategy', 'None');
    if (operation === 'UPDATE') return;
    const now = timestamp(context);
    const stored = objects(spec['versions']).find((version) => version['storage'] === true);
    object['status'] = {
      conditions: [
        {
          lastTransitionTime: now,
          message: 'no conflicts found',
          reason: 'NoConflicts',
          status: 'True',
          type: 'NamesAccepted',
        },
        {
          lastTransitionTime: now,
          message: 'the initial names have been accepted',
          reason: 'InitialNamesAccepted',
          status: 'True',
          type: 'Established',
        },
      ],
      acceptedNames: structuredClone(names),
      storedVersions: stored ? [text(at(stored, 'name'))] : [],
    };
  },
};
