import type { Check } from '../lab/check.ts';
import type { PortName, ReaderPorts } from '../ports/ports.ts';

/** One thing that was asked of a system while a step was looked at. */
export interface Observation {
  readonly port: PortName;
  /** The statement or request, as a person can send it again. */
  readonly request: string;
  /** When it was sent, ISO 8601 in UTC. */
  readonly at: string;
  /** How long the answer took, in milliseconds. */
  readonly ms: number;
  /** Snowflake's query id, when it gave one. */
  readonly queryId?: string;
}

/** The same ports; whatever they are asked is added to `seen` when its answer is there. */
export function observed<N extends PortName>(
  ports: Pick<ReaderPorts, N>,
  seen: Observation[],
): Pick<ReaderPorts, N> {
  const entries = Object.entries<object>(ports).map(([name, port]) => [
    name,
    watched(name as PortName, port, seen),
  ]);
  return Object.fromEntries(entries) as Pick<ReaderPorts, N>;
}

function watched(name: PortName, port: object, seen: Observation[]): object {
  // Not a proxy of the port itself: a frozen object's members may not be replaced by its proxy either.
  return new Proxy(Object.create(port) as object, {
    get(_, method) {
      const member: unknown = Reflect.get(port, method, port);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]): unknown => {
        const at = new Date();
        const began = performance.now();
        const answer: unknown = Reflect.apply(member, port, args);
        if (!(answer instanceof Promise)) return answer;
        const note = (result: unknown): void => {
          const request = requestOf(name, String(method), args);
          if (request === undefined) return;
          const ms = Math.round(performance.now() - began);
          seen.push({ port: name, request, at: at.toISOString(), ms, ...queryIdOf(result) });
        };
        return answer.then(
          (result: unknown) => {
            note(result);
            return result;
          },
          (error: unknown) => {
            note(error);
            throw error;
          },
        );
      };
    },
  });
}

function queryIdOf(answer: unknown): { readonly queryId?: string } {
  const id: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'queryId') : null;
  return typeof id === 'string' && id !== '' ? { queryId: id } : {};
}

/** A call of a port in the words of the tool that a person would use; `undefined`: nothing that was measured. */
function requestOf(port: PortName, method: string, args: readonly unknown[]): string | undefined {
  const [first, second] = args.map(arg => (typeof arg === 'string' ? arg : ''));
  switch (`${port.replace(/Admin$/, '')}.${method}`) {
    case 'vault.labUserKey':
      return undefined;
    case 'objectStore.buckets':
      return 'aws s3 ls';
    case 'objectStore.bucket':
      return `aws s3api head-bucket --bucket ${first}`;
    case 'objectStore.list':
      return `aws s3 ls s3://${first}/${second} --recursive`;
    case 'objectStore.head':
      return `aws s3api head-object --bucket ${first} --key ${second}`;
    case 'objectStore.get':
      return `aws s3 cp s3://${first}/${second} -`;
    case 'identity.whoAmI':
      return 'aws sts get-caller-identity';
    case 'identity.user':
      return `aws iam get-user --user-name ${first}`;
    case 'identity.role':
      return `aws iam get-role --role-name ${first}`;
    case 'dbt.environment':
      return 'dbt --version';
    case 'dbt.findPython':
      return 'python --version';
    case 'shell.find':
      return `which ${first}`;
    case 'shell.run':
      return [first, ...(Array.isArray(args[1]) ? args[1].map(String) : [])].join(' ');
    case 'workspace.read':
      return `cat ${first}`;
    case 'workspace.list':
      return `ls ${first}`;
    default:
      return first === '' ? `${port}.${method}` : first;
  }
}

/** The share of a check's own words that a request must hold to be the one that measured it. */
const ENOUGH = 0.8;

/**
 * Adds to each check when and for how long its request ran, and its query id. Several checks are often measured by one
 * statement: then theirs is the one that holds their words. A check whose request is not among those sent carries the time
 * of the whole look.
 */
export function withEvidence(
  checks: readonly Check[],
  seen: readonly Observation[],
  whole: { readonly at: string; readonly ms: number },
): readonly Check[] {
  const sent = seen.map(observation => ({ observation, words: wordsOf(observation.request) }));
  return checks.map(check => {
    const found = check.query === undefined ? soleRequest(seen) : measuredBy(check.query, sent);
    const { at, ms } = found ?? whole;
    return {
      ...check,
      ...(check.query === undefined && found !== undefined ? { query: found.request } : {}),
      ...(check.queryId === undefined && found?.queryId !== undefined ? { queryId: found.queryId } : {}),
      at,
      ms,
    };
  });
}

/** Every request when they are few: a check that names none was measured by them. */
function soleRequest(seen: readonly Observation[]): Observation | undefined {
  const [first] = seen;
  if (first === undefined) return undefined;
  const requests = [...new Set(seen.map(({ request }) => request))];
  return {
    ...first,
    request: requests.slice(0, MOST_REQUESTS).join('\n'),
    ms: Math.max(...seen.map(({ ms }) => ms)),
  };
}

const MOST_REQUESTS = 5;

function measuredBy(
  query: string,
  sent: readonly { readonly observation: Observation; readonly words: ReadonlySet<string> }[],
): Observation | undefined {
  const wanted = wordsOf(query);
  let best: Observation | undefined;
  let most = 0;
  for (const { observation, words } of sent) {
    const common = [...wanted].filter(word => words.has(word)).length / Math.max(1, wanted.size);
    // Of two that hold all the words, the shorter one says nothing else.
    const share = common - words.size / 100_000;
    if (common < ENOUGH || share <= most) continue;
    most = share;
    best = observation;
  }
  return best;
}

function wordsOf(request: string): ReadonlySet<string> {
  return new Set(request.toLowerCase().match(/[\w.@/-]+/g));
}
