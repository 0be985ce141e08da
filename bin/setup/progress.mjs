// The set-up's one line at a time, on standard error: standard output belongs to the command.

/**
 * Shows `text` while `work` runs, with the seconds that pass on a terminal.
 * @template T
 * @param {string} text
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function during(text, work) {
  const { stderr } = process;
  if (!stderr.isTTY) {
    stderr.write(`${text}\n`);
    return work();
  }
  const start = Date.now();
  const draw = () => stderr.write(`\r${text} ${Math.round((Date.now() - start) / 1000)} s`);
  draw();
  const timer = setInterval(draw, 1000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    stderr.write('\n');
  }
}
