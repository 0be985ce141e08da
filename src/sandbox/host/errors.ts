import type { Text } from '../../i18n/text.ts';
import type { ServiceName } from './config.ts';

/** Why a service, or the sandbox itself, is not there. */
export interface SandboxErrorDetails {
  /** A system's or driver's own code (`EADDRINUSE`, …), or one of ours (`SANDBOX_…`). */
  readonly code: string;
  readonly text: Text;
  /** What to do, when it is known. */
  readonly advice?: Text;
  /** The service that failed; absent when it is the sandbox as a whole. */
  readonly service?: ServiceName;
  /** The file that says more. */
  readonly log?: string;
  /** The command's: 2 when the machine lacks something that the sandbox needs. Default 1. */
  readonly exitCode?: 1 | 2;
  readonly cause?: unknown;
}

/** The sandbox cannot do what was asked. Shaped like a driver's error: a `code` first, words second. */
export class SandboxError extends Error {
  readonly code: string;
  readonly text: Text;
  readonly advice: Text | undefined;
  readonly service: ServiceName | undefined;
  readonly log: string | undefined;
  readonly exitCode: 1 | 2;

  constructor(details: SandboxErrorDetails) {
    super(details.text.en, { cause: details.cause });
    this.name = 'SandboxError';
    this.code = details.code;
    this.text = details.text;
    this.advice = details.advice;
    this.service = details.service;
    this.log = details.log;
    this.exitCode = details.exitCode ?? 1;
  }
}

/** An error's own code, or `fallback`. */
export function codeOf(error: unknown, fallback: string): string {
  const code = typeof error === 'object' && error !== null ? (error as { code?: unknown }).code : undefined;
  return typeof code === 'string' ? code : fallback;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
