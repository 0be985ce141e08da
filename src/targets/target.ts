import { type Placement, SERVICE_NAMES, type ServiceName } from '../lab/placement.ts';
import { cloudConnector } from './cloud/connector.ts';
import type { AskSecret } from './cloud/secrets.ts';
import type { CloudSettings } from './cloud/settings.ts';
import type { Connections } from './connections.ts';
import { LazyPorts } from './lazy-ports.ts';
import type { TargetPlaces } from './places.ts';
import { placesOf, sandboxConnector } from './sandbox.ts';

/**
 * Opens the lab's services wherever each of them is.
 * @param ask who can be asked for a secret that is nowhere; left out: nobody
 */
export function openTarget(
  placement: Placement,
  of: { readonly bucket: string; readonly region: string },
  places: TargetPlaces,
  settings: CloudSettings,
  ask?: AskSecret,
): LazyPorts {
  const connectors = {
    sandbox: sandboxConnector(
      places.home,
      SERVICE_NAMES.filter(service => placement[service] === 'sandbox'),
    ),
    cloud: cloudConnector(settings, { home: places.home, region: of.region }, ask),
  };
  return new LazyPorts({
    connect: <S extends ServiceName>(
      service: S,
      signal: AbortSignal | undefined,
      launched: () => void,
    ): Promise<Connections[S]> => connectors[placement[service]].connect(service, signal, launched),
    disconnect: async () => {
      await connectors.sandbox.disconnect();
      await connectors.cloud.disconnect();
    },
    places: placesOf(of.bucket, places, placement.aws),
  });
}
