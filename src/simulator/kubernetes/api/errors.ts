import { ApiError, type Fields } from '../contract.js';

/** What errors need to know of a resource. */
export interface Named {
  group: string;
  resource: string;
}

/** "deployments.apps", "pods". */
export function qualified({ group, resource }: Named): string {
  return group ? `${resource}.${group}` : resource;
}

function details({ group, resource }: Named, name?: string): Fields {
  return { ...(name ? { name } : {}), ...(group ? { group } : {}), kind: resource };
}

export const badRequest = (message: string) => new ApiError(400, 'BadRequest', message);

export const notFound = (of: Named, name: string) =>
  new ApiError(404, 'NotFound', `${qualified(of)} "${name}" not found`, details(of, name));

export const noSuchPath = () =>
  new ApiError(404, 'NotFound', 'the server could not find the requested resource', {});

export const methodNotAllowed = () =>
  new ApiError(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    {},
  );

export const alreadyExists = (of: Named, name: string) =>
  new ApiError(409, 'AlreadyExists', `${qualified(of)} "${name}" already exists`, details(of, name));

export const conflict = (of: Named, name: string, why: string) =>
  new ApiError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualified(of)} "${name}": ${why}`,
    details(of, name),
  );

export const modified = (of: Named, name: string) =>
  conflict(
    of,
    name,
    'the object has been modified; please apply your changes to the latest version and try again',
  );

/** 403. Without a name the message speaks of the resource alone. */
export const forbidden = (of: Named, name: string | undefined, why: string) =>
  new ApiError(
    403,
    'Forbidden',
    `${qualified(of)}${name ? ` "${name}"` : ''} is forbidden: ${why}`,
    details(of, name),
  );

/** A failure without a reason, as plain Go errors become. */
export const internal = (message: string) => new ApiError(500, '', message);

/** The Status object that clients get. */
export function statusOf(error: ApiError): Fields {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: error.message,
    ...(error.reason ? { reason: error.reason } : {}),
    ...(error.details ? { details: error.details } : {}),
    code: error.code,
  };
}
