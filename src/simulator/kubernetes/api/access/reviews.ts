import type { Api, Fields, UserInfo, Value } from '../../contract.js';
import { at, fields, list, text } from '../../schema/value.js';
import { isAllowed, rulesFor, type Attributes, type PolicyRule } from './rbac.js';

const wire = (value: unknown) => value as Value;

function attributes(spec: Value | undefined): Attributes {
  const resource = at(spec, 'resourceAttributes');
  if (resource === undefined) {
    return {
      verb: text(at(spec, 'nonResourceAttributes', 'verb')),
      path: text(at(spec, 'nonResourceAttributes', 'path')),
      group: '',
      resource: '',
    };
  }
  const optional = (name: string) => {
    const value = text(at(resource, name));
    return value ? { [name]: value } : {};
  };
  return {
    verb: text(at(resource, 'verb')),
    group: text(at(resource, 'group')),
    resource: text(at(resource, 'resource')),
    ...optional('subresource'),
    ...optional('namespace'),
    ...optional('name'),
  };
}

function review(api: Api, body: Fields, user: UserInfo): Fields {
  return { ...body, metadata: {}, status: { allowed: isAllowed(api, user, attributes(body['spec'])) } };
}

function namedUser(spec: Value | undefined): UserInfo {
  return { username: text(at(spec, 'user')), groups: list(at(spec, 'groups')) as string[] };
}

function whoAmI(body: Fields, user: UserInfo): Fields {
  return {
    ...body,
    metadata: {},
    status: {
      userInfo: {
        username: user.username,
        ...(user.uid ? { uid: user.uid } : {}),
        groups: [...user.groups],
        ...(user.extra ? { extra: wire(user.extra) } : {}),
      },
    },
  };
}

function ruleReview(api: Api, body: Fields, user: UserInfo): Fields {
  const namespace = text(at(body['spec'], 'namespace'));
  const all: PolicyRule[] = user.groups.includes('system:masters')
    ? [
        { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
        { verbs: ['*'], nonResourceURLs: ['*'] },
        ...rulesFor(api, user, namespace),
      ]
    : rulesFor(api, user, namespace);
  return {
    ...body,
    metadata: {},
    status: {
      resourceRules: wire(all.filter((rule) => rule.resources)),
      nonResourceRules: wire(all.filter((rule) => rule.nonResourceURLs)),
      incomplete: false,
    },
  };
}

/** Answers a review; undefined for kinds that are none. `readToken`: the user of a bearer token. */
export function answerReview(
  api: Api,
  kind: string,
  body: Fields,
  user: UserInfo,
  readToken: (token: string) => UserInfo | undefined,
): Fields | undefined {
  switch (kind) {
    case 'SelfSubjectAccessReview':
      return review(api, body, user);
    case 'SubjectAccessReview':
    case 'LocalSubjectAccessReview':
      return review(api, body, namedUser(body['spec']));
    case 'SelfSubjectRulesReview':
      return ruleReview(api, body, user);
    case 'SelfSubjectReview':
      return whoAmI(body, user);
    case 'TokenReview': {
      const found = readToken(text(fields(body['spec'])['token']));
      return {
        ...body,
        metadata: {},
        status: found
          ? { authenticated: true, user: { username: found.username, groups: [...found.groups] } }
          : { error: 'invalid bearer token', user: {} },
      };
    }
    default:
      return undefined;
  }
}
