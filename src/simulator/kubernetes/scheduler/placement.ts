import type { Pod } from '../lib/types.js';
import { filters } from './filters/index.js';
import type { NodeCheck, Refusal, Snapshot } from './framework.js';
import type { NodeInfo } from './node-info.js';
import { scores } from './scores/index.js';

/** How a pod fares on the nodes: those that fit, or why none does. */
export type Placement =
  | { kind: 'rejected'; reason: string; by: readonly string[] }
  | {
      kind: 'judged';
      fitting: readonly NodeInfo[];
      refusals: ReadonlyMap<NodeInfo, Refusal>;
      by: readonly string[];
    };

type Named = { name: string; check: NodeCheck };

/** Looks at the pod with every filter; gives the checks that have a say, or the reason that rules all nodes out. */
export function prepare(pod: Pod, snapshot: Snapshot): Named[] | { reject: string; by: string } {
  const checks: Named[] = [];
  for (const { name, prepare: look } of filters) {
    const check = look(pod, snapshot);
    if (check === undefined) continue;
    if ('reject' in check) return { reject: check.reject, by: name };
    checks.push({ name, check });
  }
  return checks;
}

/** The refusal of the first filter that has one. */
export function judge(
  checks: readonly Named[],
  node: NodeInfo,
): { refusal: Refusal; by: string } | undefined {
  for (const { name, check } of checks) {
    const refusal = check(node);
    if (refusal) return { refusal, by: name };
  }
  return undefined;
}

/** Enough fitting nodes to choose from: all of 100, fewer of more, as the real scheduler samples large clusters. */
export function enoughNodes(total: number): number {
  if (total <= 100) return total;
  const percent = Math.max(5, 50 - Math.floor(total / 125));
  return Math.max(100, Math.floor((total * percent) / 100));
}

/** Filters the nodes for a pod, from the one at `start` on, until enough fit. */
export function place(pod: Pod, snapshot: Snapshot, start = 0): Placement {
  const checks = prepare(pod, snapshot);
  if (!Array.isArray(checks)) return { kind: 'rejected', reason: checks.reject, by: [checks.by] };
  const { nodes } = snapshot;
  const enough = enoughNodes(nodes.length);
  const fitting: NodeInfo[] = [];
  const refusals = new Map<NodeInfo, Refusal>();
  const by = new Set<string>();
  for (let step = 0; step < nodes.length && fitting.length < enough; step++) {
    const node = nodes[(start + step) % nodes.length];
    if (!node) continue;
    const verdict = judge(checks, node);
    if (!verdict) {
      fitting.push(node);
      continue;
    }
    refusals.set(node, verdict.refusal);
    by.add(verdict.by);
  }
  return { kind: 'judged', fitting, refusals, by: [...by] };
}

/** The node with the highest weighted score; of equals the first. */
export function best(pod: Pod, nodes: readonly NodeInfo[], snapshot: Snapshot): NodeInfo | undefined {
  if (nodes.length < 2) return nodes[0];
  const totals = nodes.map(() => 0);
  for (const { weight, score } of scores) {
    score(pod, nodes, snapshot)?.forEach((value, at) => {
      totals[at] = (totals[at] ?? 0) + weight * value;
    });
  }
  return nodes[totals.indexOf(Math.max(...totals))];
}
