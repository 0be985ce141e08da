import { getCompileCacheDir } from 'node:module';

/** Variables that programs need to run at all, and where the person's AWS files are; everything else, secrets among it, stays with the owner. */
const KEPT =
  /^(PATH|HOME|USER|LOGNAME|TMPDIR|TZ|LANG|LC_.*|LD_LIBRARY_PATH|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|TEMP|TMP|USERNAME|USERPROFILE|APPDATA|LOCALAPPDATA|PROGRAMDATA|PUBLIC|PATHEXT|AWS_CONFIG_FILE|AWS_SHARED_CREDENTIALS_FILE)$/i;

/** The environment of the host and its services: an allow-list of `environment`, and where V8 keeps what it compiled. */
export function childEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.fromEntries(Object.entries(environment).filter(([name]) => KEPT.test(name)));
  const cache = getCompileCacheDir();
  return cache === undefined ? kept : { ...kept, NODE_COMPILE_CACHE: cache };
}
