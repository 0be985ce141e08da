// What `npm run contract` runs: every behaviour of AWS and Snowflake that the lab relies on, against the sandbox, against
// moto's server where Python can install it, and against real accounts with SHOPSTREAM_CONTRACT=real and their credentials
// (see the head of test/contract/aws.test.ts and snowflake.test.ts). Ends as `npm test` does.
process.env.SHOPSTREAM_CONTRACT ??= 'whole';
process.argv.push('test/contract');
await import('./test.mjs');
