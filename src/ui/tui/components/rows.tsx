import { Box, Text } from 'ink';
import { memo, type ReactNode } from 'react';
import type { Line } from '../text/line.ts';
import { theme } from '../theme.ts';

/** One row of the screen. */
export const Row = memo(function Row({ line }: { readonly line: Line }): ReactNode {
  // An empty row still takes its row.
  if (line.length === 0) return <Text> </Text>;
  let column = 0;
  return (
    <Text wrap="truncate-end">
      {line.map(({ text, style }) => {
        const at = column;
        column += text.length;
        return (
          <Text key={`${at}-${style}`} {...theme[style]}>
            {text}
          </Text>
        );
      })}
    </Text>
  );
});

interface RowsProps {
  readonly lines: readonly Line[];
  readonly width: number;
  readonly height: number;
}

/** Rows under one another in a box of a fixed size; what does not fit is not drawn. */
export function Rows({ lines, width, height }: RowsProps): ReactNode {
  const shown = lines.slice(0, height);
  return (
    <Box flexDirection="column" width={width} height={height} flexShrink={0} overflow="hidden">
      {shown.map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of the screen is its position
        <Row key={at} line={line} />
      ))}
    </Box>
  );
}
