import type { Condition } from './types.js';

export function findCondition(
  conditions: readonly Condition[] | undefined,
  type: string,
): Condition | undefined {
  return conditions?.find((condition) => condition.type === type);
}

export function isTrue(conditions: readonly Condition[] | undefined, type: string): boolean {
  return findCondition(conditions, type)?.status === 'True';
}

/**
 * The list with this condition set in place; its lastTransitionTime stays when the status does not change (the rule of
 * meta.SetStatusCondition). The same list when nothing changes.
 */
export function setCondition(conditions: readonly Condition[], condition: Condition): Condition[] {
  const old = findCondition(conditions, condition.type);
  if (!old) return [...conditions, condition];
  const next =
    old.status === condition.status
      ? { ...condition, lastTransitionTime: old.lastTransitionTime }
      : condition;
  return conditions.map((other) => (other === old ? next : other));
}
