import type { components } from "./schema.js";

export type Failure = components["schemas"]["Failure"];

/** A response that states an error. Programs decide by `code`, which is stable. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: unknown;
  readonly requestId: string | undefined;
  /** Seconds after which the request may succeed, if the response has them. */
  readonly retryAfter: number | undefined;

  constructor(response: Response, failure: Partial<Failure> | undefined) {
    const error = failure?.error;
    super(`${response.status} ${error?.code ?? "UNKNOWN"}: ${error?.message ?? response.statusText}`);
    this.name = "ApiError";
    this.status = response.status;
    this.code = error?.code ?? "UNKNOWN";
    this.details = error?.details;
    this.requestId = error?.requestId;
    const after = Number(response.headers.get("retry-after") ?? Number.NaN);
    this.retryAfter = Number.isFinite(after) ? after : undefined;
  }
}
