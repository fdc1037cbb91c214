import { ApiError, type Api, type UserInfo } from '../../contract.js';
import { forbidden } from '../errors.js';
import type { RequestInfo } from '../http/request-info.js';
import { isAllowed, type Attributes } from './rbac.js';

/** What a request wants, in the terms of RBAC. */
export function attributesOf(info: RequestInfo): Attributes {
  if (!info.resourceRequest) return { verb: info.verb, path: info.path, group: '', resource: '' };
  return {
    verb: info.verb,
    group: info.group,
    resource: info.resource,
    ...(info.subresource ? { subresource: info.subresource } : {}),
    ...(info.namespace && info.resource !== 'namespaces' ? { namespace: info.namespace } : {}),
    ...(info.resource === 'namespaces' && info.namespace ? { namespace: info.namespace } : {}),
    ...(info.name ? { name: info.name } : {}),
  };
}

/** 403 in the words of the server's authorizer. */
export function denied(user: UserInfo, wanted: Attributes): ApiError {
  const who = `User ${JSON.stringify(user.username)} cannot`;
  if (wanted.path !== undefined)
    return new ApiError(
      403,
      'Forbidden',
      `forbidden: ${who} ${wanted.verb} path ${JSON.stringify(wanted.path)}`,
      {},
    );
  const resource = wanted.subresource ? `${wanted.resource}/${wanted.subresource}` : wanted.resource;
  const where = wanted.namespace
    ? `in the namespace ${JSON.stringify(wanted.namespace)}`
    : 'at the cluster scope';
  return forbidden(
    { group: wanted.group, resource: wanted.resource },
    wanted.name,
    `${who} ${wanted.verb} resource ${JSON.stringify(resource)} in API group ${JSON.stringify(wanted.group)} ${where}`,
  );
}

/** Throws 403 when the user may not do it. */
export function authorize(api: Api, user: UserInfo, wanted: Attributes): void {
  if (!isAllowed(api, user, wanted)) throw denied(user, wanted);
}
