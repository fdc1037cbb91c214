import type { LabelSelector, Requirement } from './types.js';

type Labels = Readonly<Record<string, string>> | undefined;

/** One requirement of a selector against labels. Gt and Lt, which only node selectors have, compare whole numbers. */
export function matchesRequirement(
  { key, operator, values = [] }: Omit<Requirement, 'values'> & { values?: readonly string[] },
  labels: Labels,
): boolean {
  const value = labels?.[key];
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return value !== undefined && Number(value) > Number(values[0]);
    case 'Lt':
      return value !== undefined && Number(value) < Number(values[0]);
    default:
      return false;
  }
}

/** Whether a label selector takes in these labels. None takes in nothing, an empty one everything. */
export function matchesSelector(selector: LabelSelector | undefined, labels: Labels): boolean {
  if (!selector) return false;
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) {
    if (labels?.[key] !== value) return false;
  }
  return (selector.matchExpressions ?? []).every((requirement) => matchesRequirement(requirement, labels));
}

/** The selector of services and replication controllers: all pairs must be there; an empty one takes in nothing. */
export function matchesPairs(pairs: Labels, labels: Labels): boolean {
  const wanted = Object.entries(pairs ?? {});
  return wanted.length > 0 && wanted.every(([key, value]) => labels?.[key] === value);
}
