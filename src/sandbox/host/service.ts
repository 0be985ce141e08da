// A service's process: `node service.js postgres|s3|snowflake`, forked by the host.
import type { RunningService } from '../service.ts';
import { claimPort, runServiceProcess, type StartOrder } from './child.ts';
import type { ServiceName } from './config.ts';
import type { ServiceOptions } from './services.ts';

/** Starts one service; each loads its own code only. */
const STARTERS: { readonly [N in ServiceName]: (options: ServiceOptions[N]) => Promise<RunningService> } = {
  async postgres(options) {
    const { startPostgres } = await import('../postgres/main.ts');
    // It claims the port itself, once it has stopped a server that a killed process left behind.
    return startPostgres({ ...options, log: line => console.log(line) });
  },
  async s3(options) {
    const { startS3 } = await import('../s3/main.ts');
    await claimPort(options.port);
    return startS3(options);
  },
  async snowflake(options) {
    const { startSnowflake } = await import('../snowflake/main.ts');
    await claimPort(options.port);
    return startSnowflake(options);
  },
};

/** The one place where a name meets its options; the host sends them together. */
function start<N extends ServiceName>(name: N, options: ServiceOptions[N]): Promise<RunningService> {
  return STARTERS[name](options);
}

runServiceProcess((order: StartOrder<ServiceOptions[ServiceName]>) =>
  start(order.name as ServiceName, order.options),
);
