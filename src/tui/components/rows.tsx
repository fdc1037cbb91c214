import { Box, Text } from 'ink';
import { memo } from 'react';
import type { Line } from '../text/line.js';
import { type Theme, paint } from '../theme/theme.js';

const Row = memo(function Row({ text }: { text: string }) {
  return <Text wrap="truncate">{text === '' ? ' ' : text}</Text>;
});

/** Lines as rows of the screen, one under the other. Rows that stay the same are not rendered again. */
export function Rows({ lines, theme }: { lines: readonly Line[]; theme: Theme }) {
  return (
    <Box flexDirection="column" flexShrink={0}>
      {lines.map((line, index) => (
        <Row key={index} text={paint(line, theme)} />
      ))}
    </Box>
  );
}
