/** Today's date on this machine's calendar, `YYYY-MM-DD`: what an export is dated with unless it is told otherwise. */
export function localDate(now: Date = new Date()): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
