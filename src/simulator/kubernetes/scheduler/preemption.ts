import { matchesSelector } from '../lib/selector.js';
import type { DisruptionBudget, Pod } from '../lib/types.js';
import type { Refusal, Snapshot } from './framework.js';
import { noVictims, notHelpful, preemptionError } from './messages.js';
import { imagine, type NodeInfo } from './node-info.js';
import { judge, prepare } from './placement.js';

export const priorityOf = ({ spec }: Pod) => spec.priority ?? 0;

/** The pods that would have to go for the new one, on one node. */
export interface Candidate {
  node: NodeInfo;
  victims: readonly Pod[];
  /** How many of them a disruption budget does not allow. */
  violations: number;
}

/** The best candidate, or the message that tells why there is none. */
export function preempt(
  pod: Pod,
  snapshot: Snapshot,
  refusals: ReadonlyMap<NodeInfo, Refusal>,
  budgets: readonly DisruptionBudget[],
): Candidate | string {
  if (pod.spec.preemptionPolicy === 'Never') {
    return 'no new claims to deallocate, preemption: not eligible due to preemptionPolicy=Never.';
  }
  const candidates: Candidate[] = [];
  const outcomes: string[] = [];
  for (const [node, { unresolvable }] of refusals) {
    const candidate = unresolvable ? undefined : victimsOn(pod, node, snapshot, budgets);
    if (candidate) candidates.push(candidate);
    else outcomes.push(unresolvable ? notHelpful : noVictims);
  }
  const [first, ...rest] = candidates;
  if (!first) return preemptionError(snapshot.nodes.length, outcomes);
  return rest.reduce((least, other) => (compare(other, least) < 0 ? other : least), first);
}

/** All pods of lower priority go at first; then as many as possible come back, those of budgets and of priority first. */
function victimsOn(
  pod: Pod,
  node: NodeInfo,
  snapshot: Snapshot,
  budgets: readonly DisruptionBudget[],
): Candidate | undefined {
  const lower = [...node.pods.values()].filter((other) => priorityOf(other) < priorityOf(pod));
  if (lower.length === 0) return undefined;
  const gone = new Set(lower);
  if (!fits(pod, node, gone, snapshot)) return undefined;
  const violating = violated(lower, budgets);
  const order = [...lower].sort(
    (a, b) =>
      Number(violating.has(b)) - Number(violating.has(a)) ||
      priorityOf(b) - priorityOf(a) ||
      startOf(a) - startOf(b),
  );
  for (const other of order) {
    gone.delete(other);
    if (!fits(pod, node, gone, snapshot)) gone.add(other);
  }
  const victims = [...gone].sort((a, b) => priorityOf(b) - priorityOf(a));
  return { node, victims, violations: victims.filter((victim) => violating.has(victim)).length };
}

function fits(pod: Pod, node: NodeInfo, gone: ReadonlySet<Pod>, snapshot: Snapshot): boolean {
  const imagined = imagine(node, gone);
  const nodes = snapshot.nodes.map((other) => (other === node ? imagined : other));
  const checks = prepare(pod, { ...snapshot, nodes });
  return Array.isArray(checks) && judge(checks, imagined) === undefined;
}

/** Pods whose going a budget does not allow, when they go in order of priority. */
function violated(pods: readonly Pod[], budgets: readonly DisruptionBudget[]): Set<Pod> {
  const left = new Map(budgets.map((budget) => [budget, budget.status?.disruptionsAllowed ?? 0]));
  const result = new Set<Pod>();
  for (const pod of [...pods].sort((a, b) => priorityOf(b) - priorityOf(a))) {
    for (const [budget, allowed] of left) {
      const covers =
        budget.metadata.namespace === pod.metadata.namespace &&
        matchesSelector(budget.spec.selector, pod.metadata.labels);
      if (!covers) continue;
      left.set(budget, allowed - 1);
      if (allowed <= 0) result.add(pod);
    }
  }
  return result;
}

const startOf = (pod: Pod) => Date.parse(pod.status?.startTime ?? pod.metadata.creationTimestamp);
const sum = (pods: readonly Pod[]) => pods.reduce((total, pod) => total + priorityOf(pod) + 2 ** 31, 0);
const highest = ({ victims }: Candidate) => Math.max(...victims.map(priorityOf));
/** When the longest-running of the most important victims started: the later, the less is lost. */
const earliest = (candidate: Candidate) =>
  Math.min(...candidate.victims.filter((pod) => priorityOf(pod) === highest(candidate)).map(startOf));

/** The lesser harm first: budgets, then the highest priority, the sum of priorities, the number, the time run. */
function compare(a: Candidate, b: Candidate): number {
  return (
    a.violations - b.violations ||
    highest(a) - highest(b) ||
    sum(a.victims) - sum(b.victims) ||
    a.victims.length - b.victims.length ||
    earliest(b) - earliest(a)
  );
}
