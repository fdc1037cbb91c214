import type { Api, Fields, KubeObject, UserInfo } from '../../contract.js';
import { asFields, at, list, objects, text } from '../../schema/value.js';

/** What somebody wants to do. */
export interface Attributes {
  verb: string;
  /** Set for requests that are about no resource. */
  path?: string;
  group: string;
  resource: string;
  subresource?: string;
  namespace?: string;
  name?: string;
}

/** A rule of a role. */
export interface PolicyRule {
  verbs: readonly string[];
  apiGroups?: readonly string[];
  resources?: readonly string[];
  resourceNames?: readonly string[];
  nonResourceURLs?: readonly string[];
}

const roleGroup = 'rbac.authorization.k8s.io';
const has = (allowed: readonly string[] | undefined, value: string) =>
  allowed?.some((one) => one === '*' || one === value) ?? false;

/** True when a rule allows it. */
export function ruleAllows(rule: PolicyRule, wanted: Attributes): boolean {
  if (!has(rule.verbs, wanted.verb)) return false;
  if (wanted.path !== undefined)
    return (
      rule.nonResourceURLs?.some(
        (url) => url === wanted.path || (url.endsWith('*') && wanted.path!.startsWith(url.slice(0, -1))),
      ) ?? false
    );
  const resource = wanted.subresource ? `${wanted.resource}/${wanted.subresource}` : wanted.resource;
  const resourceAllowed =
    has(rule.resources, resource) ||
    (wanted.subresource !== undefined && (rule.resources?.includes(`*/${wanted.subresource}`) ?? false));
  if (!resourceAllowed || !has(rule.apiGroups, wanted.group)) return false;
  return !rule.resourceNames?.length || rule.resourceNames.includes(wanted.name ?? '');
}

function isSubject(subject: Fields, user: UserInfo, namespace: string | undefined): boolean {
  const name = text(subject['name']);
  switch (subject['kind']) {
    case 'User':
      return name === user.username;
    case 'Group':
      return user.groups.includes(name);
    case 'ServiceAccount':
      return (
        user.username === `system:serviceaccount:${text(subject['namespace']) || (namespace ?? '')}:${name}`
      );
    default:
      return false;
  }
}

function rulesOfRole(api: Api, binding: KubeObject): PolicyRule[] {
  const ref = at(asFields(binding), 'roleRef');
  const cluster = text(at(ref, 'kind')) === 'ClusterRole';
  const role = api.find(
    cluster ? `clusterroles.${roleGroup}` : `roles.${roleGroup}`,
    cluster ? undefined : binding.metadata.namespace,
    text(at(ref, 'name')),
  );
  return role ? (list(asFields(role)['rules']) as unknown as PolicyRule[]) : [];
}

/** The rules that a user has in a namespace (cluster-wide ones alone without). */
export function rulesFor(api: Api, user: UserInfo, namespace: string | undefined): PolicyRule[] {
  const bound = (binding: KubeObject) =>
    objects(asFields(binding)['subjects']).some((s) => isSubject(s, user, binding.metadata.namespace));
  const bindings = api.list(`clusterrolebindings.${roleGroup}`).filter(bound);
  if (namespace) bindings.push(...api.list(`rolebindings.${roleGroup}`, { namespace }).filter(bound));
  return bindings.flatMap((binding) => rulesOfRole(api, binding));
}

/** True when RBAC allows it. Members of system:masters may do all. */
export function isAllowed(api: Api, user: UserInfo, wanted: Attributes): boolean {
  if (user.groups.includes('system:masters')) return true;
  return rulesFor(api, user, wanted.namespace).some((rule) => ruleAllows(rule, wanted));
}

/** The part of the rules that some rules do not cover: one verb, group and resource at a time. */
export function notCovered(rules: readonly PolicyRule[], by: readonly PolicyRule[]): PolicyRule[] {
  const covers = (need: PolicyRule) =>
    by.some(
      (own) =>
        need.verbs.every((v) => has(own.verbs, v)) &&
        (need.nonResourceURLs
          ? need.nonResourceURLs.every((url) => has(own.nonResourceURLs, url))
          : (need.apiGroups ?? []).every((g) => has(own.apiGroups, g)) &&
            (need.resources ?? []).every((r) => has(own.resources, r)) &&
            (!own.resourceNames?.length ||
              (need.resourceNames?.length !== undefined &&
                need.resourceNames.length > 0 &&
                need.resourceNames.every((n) => own.resourceNames!.includes(n))))),
    );
  return rules.flatMap(single).filter((rule) => !covers(rule));
}

function single(rule: PolicyRule): PolicyRule[] {
  return rule.verbs.flatMap((verb): PolicyRule[] => {
    if (rule.nonResourceURLs?.length)
      return rule.nonResourceURLs.map((url) => ({ verbs: [verb], nonResourceURLs: [url] }));
    return (rule.apiGroups ?? []).flatMap((group) =>
      (rule.resources ?? []).map((resource) => ({
        verbs: [verb],
        apiGroups: [group],
        resources: [resource],
        ...(rule.resourceNames?.length ? { resourceNames: rule.resourceNames } : {}),
      })),
    );
  });
}
