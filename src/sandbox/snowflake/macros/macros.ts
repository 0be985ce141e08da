/** Everything that stands in the system database, as one script. */
export const macroScript = 'SELECT 1';
