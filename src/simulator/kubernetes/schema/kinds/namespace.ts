import { sub, text } from '../value.js';
import type { KindRules } from './rules.js';
import { dnsLabel } from '../validate/names.js';

export const namespaceRules: KindRules = {
  name: dnsLabel,
  defaults(object) {
    const meta = sub(object, 'metadata');
    if (text(meta['name'])) sub(meta, 'labels')['kubernetes.io/metadata.name'] = text(meta['name']);
  },
  create(object) {
    object['spec'] = { finalizers: ['kubernetes'] };
    object['status'] = { phase: 'Active' };
  },
  update(object, old) {
    // Finalizers are the business of the finalize subresource.
    if (old['spec'] !== undefined) object['spec'] = old['spec'];
  },
};
