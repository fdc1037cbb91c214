import type { Clock } from '../../../clock.js';
import type { Api } from '../../contract.js';
import { parseLabelSelector } from '../../store/label-selector.js';
import type { Store } from '../../store/store.js';
import { badRequest } from '../errors.js';
import type { Registry } from '../registry.js';
import { mustGet, storedInfo, type AdmissionStep, type Context } from './context.js';
import { createShaped, namesIn } from './create.js';
import { deleteObject } from './delete.js';
import { fieldFilter } from './field-selector.js';
import { patchObject } from './patch.js';
import { shape } from './shape.js';
import { createSubresource, isSubresourceCreate } from './subresources.js';
import { updateShaped } from './update.js';

/** Makes the API on a store. `context` is what the HTTP front needs beyond it. */
export function createApi(parts: {
  clock: Clock;
  store: Store;
  registry: Registry;
  admission: readonly AdmissionStep[];
}): { api: Api; context: Context } {
  const api: Api = {
    clock: parts.clock,
    get(resource, namespace, name) {
      return mustGet(context, storedInfo(context, resource), namespace, name);
    },
    find(resource, namespace, name) {
      const info = parts.registry.stored(resource);
      return info && parts.store.get(resource, info.namespaced ? namespace : undefined, name);
    },
    list(resource, { namespace, labelSelector, fieldSelector } = {}) {
      const info = parts.registry.stored(resource);
      if (!info) return [];
      return parts.store.list(resource, {
        ...(namespace !== undefined && info.namespaced ? { namespace } : {}),
        ...(labelSelector ? { labels: parseLabelSelector(labelSelector) } : {}),
        ...(fieldSelector ? { filter: fieldFilter(info, fieldSelector) } : {}),
      }).items;
    },
    create(resource, namespace, object, options = {}) {
      const info = storedInfo(context, resource);
      if (isSubresourceCreate(options.subresource))
        return createSubresource(context, info, namespace, object, options);
      const shaped = shape(info, structuredClone(object), options);
      return createShaped(context, info, namespace ?? namesIn(object).namespace, shaped, options);
    },
    update(resource, object, options = {}) {
      const info = storedInfo(context, resource);
      const { name, namespace } = namesIn(object);
      if (!name) throw badRequest('name must be provided');
      const old = mustGet(context, info, namespace, name);
      return updateShaped(context, info, old, shape(info, object, options), options);
    },
    patch(resource, namespace, name, type, patch, options = {}) {
      return patchObject(context, storedInfo(context, resource), namespace, name, type, patch, options);
    },
    delete(resource, namespace, name, options = {}) {
      return deleteObject(context, storedInfo(context, resource), namespace, name, options);
    },
    watch: (resource, listener) => parts.store.watch(resource, listener),
    resources: () => parts.registry.all(),
  };
  const context: Context = { ...parts, api };
  return { api, context };
}
