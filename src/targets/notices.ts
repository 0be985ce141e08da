import type { Retry } from '../adapters/aws-client.ts';
import type { Text } from '../i18n/text.ts';

/** Codes by which AWS asks for fewer requests. Source: the SDK's own list (@smithy/service-error-classification). */
const THROTTLED =
  /^(?:SlowDown|Throttl|TooManyRequests|RequestLimitExceeded|RequestThrottled|PriorRequestNotComplete|BandwidthLimitExceeded|LimitExceededException)/;

/** Why the lab waits for AWS: it sends a request again by itself. */
export function retryNotice({ service, attempt, maxAttempts, code }: Retry): Text {
  const name = service === 's3' ? 'S3' : service.toUpperCase();
  return THROTTLED.test(code)
    ? {
        fr: `${name} demande de ralentir (${code}) : nouvel essai, ${attempt} sur ${maxAttempts}.`,
        en: `${name} asks to slow down (${code}): another attempt, ${attempt} of ${maxAttempts}.`,
      }
    : {
        fr: `${name} n'a pas répondu comme il faut (${code}) : nouvel essai, ${attempt} sur ${maxAttempts}.`,
        en: `${name} did not answer as it should (${code}): another attempt, ${attempt} of ${maxAttempts}.`,
      };
}
