import type { DOMElement } from 'ink';
import type { Rect } from '../contract.js';

/** Where an element is on the screen, as Yoga has laid it out. */
export function rectOf(element: DOMElement): Rect | undefined {
  if (!element.yogaNode) return undefined;
  let left = 0;
  let top = 0;
  for (let node: DOMElement | undefined = element; node; node = node.parentNode) {
    left += node.yogaNode?.getComputedLeft() ?? 0;
    top += node.yogaNode?.getComputedTop() ?? 0;
  }
  return {
    left: Math.round(left),
    top: Math.round(top),
    width: Math.round(element.yogaNode.getComputedWidth()),
    height: Math.round(element.yogaNode.getComputedHeight()),
  };
}
