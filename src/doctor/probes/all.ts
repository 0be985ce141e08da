import type { Probe } from '../probe.ts';
import { accountProbes } from './accounts.ts';
import { diskProbe } from './disk.ts';
import { locationProbe, rightsProbes } from './folders.ts';
import { journalProbe, lockProbe, settingsProbe } from './lab-files.ts';
import { clockProbe, localeProbe, terminalProbe } from './locale.ts';
import { authoritiesProbe, proxyProbe } from './network.ts';
import { nodeProbe } from './node.ts';
import { airflowProbe, browserProbe } from './optional.ts';
import { servicePortsProbe, usualPortsProbe } from './ports.ts';
import { packagesProbe, programProbes } from './programs.ts';
import { dbtProbe, pythonProbe } from './python.ts';
import { sandboxProbe } from './sandbox.ts';
import { secretFilesProbe } from './secret-files.ts';
import { serviceProbes } from './services.ts';
import { accountProbe, architectureProbe, memoryProbe } from './system.ts';
import { variablesProbe } from './variables.ts';
import { windowsProbes } from './windows.ts';
import { wslProbe } from './wsl.ts';

/** Every probe, in the order in which their findings are told within an area. */
export const PROBES: readonly Probe[] = [
  nodeProbe,
  packagesProbe,
  pythonProbe,
  dbtProbe,
  ...programProbes,
  browserProbe,
  airflowProbe,
  architectureProbe,
  memoryProbe,
  accountProbe,
  localeProbe,
  terminalProbe,
  clockProbe,
  wslProbe,
  ...windowsProbes,
  ...rightsProbes,
  locationProbe,
  diskProbe,
  proxyProbe,
  authoritiesProbe,
  variablesProbe,
  servicePortsProbe,
  usualPortsProbe,
  sandboxProbe,
  settingsProbe,
  journalProbe,
  lockProbe,
  secretFilesProbe,
  ...serviceProbes,
  ...accountProbes,
];
