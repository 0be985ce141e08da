import { join } from 'node:path';

/** Everything the sandbox keeps below a home: configuration and data. */
export const sandboxFolder = (home: string): string => join(home, 'sandbox');
/** Ports and credentials. */
export const configPath = (home: string): string => join(home, 'sandbox', 'config.json');
/** A service's data. */
export const dataFolder = (home: string, service: string): string => join(home, 'sandbox', service);
export const logFolder = (home: string): string => join(home, 'logs');
/** What a service, or the host (`sandbox`), wrote. */
export const logPath = (home: string, service: string): string => join(home, 'logs', `${service}.log`);
