import { Box, type DOMElement } from 'ink';
import { useLayoutEffect, useRef } from 'react';
import type { Rect } from '../contract.js';
import { rectOf } from './measure.js';

/** An empty place in the layout where the compositor draws the terminal. Tells its rectangle after every layout. */
export function TerminalPane(props: { width: number; height: number; onRect(rect: Rect | undefined): void }) {
  const { width, height, onRect } = props;
  const box = useRef<DOMElement>(null);
  useLayoutEffect(() => {
    if (box.current) onRect(rectOf(box.current));
  });
  useLayoutEffect(() => () => onRect(undefined), [onRect]);
  return <Box ref={box} width={width} height={height} flexShrink={0} />;
}
