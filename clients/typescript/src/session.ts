import { ApiError, type Failure } from "./errors.js";
import type { components } from "./schema.js";

type Tokens = components["schemas"]["TokensResponse"];

/** A token is renewed this long before it expires. */
const EARLY_MS = 30_000;
const EXPIRED = "TOKEN_EXPIRED";
const WITHOUT_BODY = ["GET", "HEAD"];

/** What signs requests in: an API key, a token that is renewed elsewhere, or the tokens of a session, which it renews. */
export class Session {
  readonly #url: string;
  readonly #fetch: typeof fetch;
  readonly #apiKey: string | undefined;
  #token: string | undefined;
  #refreshToken: string | undefined;
  #expiresAt = Number.POSITIVE_INFINITY;
  #renewal: Promise<void> | undefined;
  /** What to send again if a token turns out to have expired: the body of a request can be read once. */
  readonly #copies = new WeakMap<Request, Request>();

  constructor(url: string, send: typeof fetch, credentials: { apiKey?: string; token?: string }) {
    this.#url = url;
    this.#fetch = send;
    this.#apiKey = credentials.apiKey;
    this.#token = credentials.token;
  }

  /** Sign in by e-mail address or username. */
  async logIn(name: string, password: string): Promise<void> {
    this.#keep(await this.#post("/api/v1/auth/login", { [name.includes("@") ? "email" : "username"]: name, password }));
  }

  /** Add the header that signs a request in. */
  async authorize(request: Request): Promise<Request> {
    if (this.#apiKey !== undefined) request.headers.set("X-Api-Key", this.#apiKey);
    else if (this.#token !== undefined) {
      if (Date.now() >= this.#expiresAt - EARLY_MS) await this.#renew();
      request.headers.set("Authorization", `Bearer ${this.#token}`);
      if (this.#refreshToken !== undefined) {
        this.#copies.set(request, WITHOUT_BODY.includes(request.method) ? request : request.clone());
      }
    }
    return request;
  }

  /** Return the response to a request; if its token has expired, that of a second attempt with another one. */
  async retried(request: Request, response: Response): Promise<Response> {
    const copy = this.#copies.get(request);
    if (copy === undefined || !(await isExpired(response))) return response;
    // Requests that find the token expired at the same time share one renewal, and later ones find its result.
    if (copy.headers.get("Authorization") === `Bearer ${this.#token}`) await this.#renew();
    const again = new Request(copy);
    again.headers.set("Authorization", `Bearer ${this.#token}`);
    return await this.#fetch(again);
  }

  // A refresh token is valid once, so requests at the same time share one renewal.
  async #renew(): Promise<void> {
    if (this.#refreshToken === undefined) return;
    this.#renewal ??= this.#post("/api/v1/auth/refresh", { refreshToken: this.#refreshToken })
      .then((tokens) => this.#keep(tokens))
      .finally(() => { this.#renewal = undefined; });
    await this.#renewal;
  }

  async #post(path: string, body: Record<string, string>): Promise<Tokens> {
    const response = await this.#fetch(this.#url + path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as { data: Tokens } | Failure;
    if (!("data" in answer)) throw new ApiError(response, answer);
    return answer.data;
  }

  #keep(tokens: Tokens): void {
    this.#token = tokens.accessToken ?? undefined;
    this.#refreshToken = tokens.refreshToken ?? undefined;
    this.#expiresAt = Date.now() + tokens.expiresIn * 1000;
  }
}

async function isExpired(response: Response): Promise<boolean> {
  if (response.status !== 401) return false;
  const failure = (await response.clone().json().catch(() => undefined)) as Partial<Failure> | undefined;
  return failure?.error?.code === EXPIRED;
}
