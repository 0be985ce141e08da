import { discreetFinding } from './discreet.ts';
import type { Finding } from './finding.ts';
import { type DoctorOptions, type Machine, thisMachine } from './machine.ts';
import type { Probe } from './probe.ts';
import { PROBES } from './probes/all.ts';

/** Milliseconds that one probe may take. */
const PATIENCE = 2000;

/**
 * Looks at everything, at the same time, and gives each finding as soon as it is there. Starts no service and changes
 * nothing; what a finding's `repair` would do is done only when somebody calls it.
 * @throws the signal's reason when it is aborted
 */
export async function* examine(
  options: DoctorOptions,
  probes: readonly Probe[] = PROBES,
): AsyncGenerator<Finding, void, undefined> {
  for await (const { findings } of inTurn(options, probes)) yield* findings;
}

/** Everything that was found, in the order of the probes. */
export async function examineAll(
  options: DoctorOptions,
  probes: readonly Probe[] = PROBES,
): Promise<readonly Finding[]> {
  const found = await Array.fromAsync(inTurn(options, probes));
  return probes.flatMap(probe => found.find(result => result.probe === probe)?.findings ?? []);
}

interface Found {
  readonly probe: Probe;
  readonly findings: readonly Finding[];
}

/** The quick probes, then those that keep this process busy. */
async function* inTurn(options: DoctorOptions, probes: readonly Probe[]): AsyncGenerator<Found> {
  const machine = thisMachine(options);
  for (const heavy of [false, true]) {
    const turn = probes.filter(probe => (probe.heavy === true) === heavy);
    yield* together(machine, turn, options);
  }
}

async function* together(
  machine: Machine,
  probes: readonly Probe[],
  { patience = PATIENCE, signal }: DoctorOptions,
): AsyncGenerator<Found> {
  const running = new Map(
    probes.map(probe => [
      probe,
      probe.examine(machine, patience, signal).then(found => ({
        probe,
        findings: found.map(finding => discreetFinding(finding, machine.userHome)),
      })),
    ]),
  );
  try {
    while (running.size > 0) {
      const found = await Promise.race(running.values());
      running.delete(found.probe);
      yield found;
    }
  } finally {
    // Whoever stops reading early leaves promises behind, which may still fail.
    for (const left of running.values()) left.catch(() => {});
  }
}

/** 0 no problem, 1 problems, 2 when nothing at all could be looked at. */
export function doctorExitCode(findings: readonly Finding[]): 0 | 1 | 2 {
  if (findings.some(({ status }) => status === 'problem')) return 1;
  return findings.every(({ status }) => status === 'unknown') ? 2 : 0;
}
