import type { Api, UserInfo } from '../../contract.js';
import { badRequest } from '../errors.js';
import { authorize } from './authorize.js';

type Headers = Readonly<Record<string, string | undefined>>;

const extraPrefix = 'impersonate-extra-';

/** The user that the Impersonate headers name, when the caller may be that user; else the caller. Throws 400 and 403. */
export function impersonated(api: Api, caller: UserInfo, headers: Headers): UserInfo {
  const username = headers['impersonate-user'];
  const groups = headers['impersonate-group']?.split(', ').filter(Boolean) ?? [];
  const uid = headers['impersonate-uid'];
  const extraNames = Object.keys(headers).filter((name) => name.startsWith(extraPrefix));
  if (!username) {
    if (!groups.length && !extraNames.length && !uid) return caller;
    const shown = groups.map((group) => JSON.stringify(group)).join(', ');
    throw badRequest(
      `requested &user.DefaultInfo{Name:"", UID:${JSON.stringify(uid ?? '')}, Groups:[]string{${shown}}, Extra:map[string][]string(nil)} without impersonating a user name`,
    );
  }
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(username);
  authorize(api, caller, {
    verb: 'impersonate',
    group: '',
    resource: account ? 'serviceaccounts' : 'users',
    name: account ? account[2]! : username,
    ...(account ? { namespace: account[1]! } : {}),
  });
  for (const name of groups)
    authorize(api, caller, { verb: 'impersonate', group: '', resource: 'groups', name });
  const own =
    account && !groups.length ? ['system:serviceaccounts', `system:serviceaccounts:${account[1]}`] : groups;
  const all =
    username === 'system:anonymous' || own.includes('system:authenticated')
      ? own
      : [...own, 'system:authenticated'];
  const extra = Object.fromEntries(
    extraNames.map((name) => [decodeURIComponent(name.slice(extraPrefix.length)), [headers[name] ?? '']]),
  );
  return {
    username,
    groups: all,
    ...(uid ? { uid } : {}),
    ...(extraNames.length ? { extra } : {}),
  };
}
