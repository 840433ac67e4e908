import { ApiError, type Failure } from "./errors.js";
import type { components } from "./schema.js";

type Tokens = components["schemas"]["TokensResponse"];

/** A token is renewed this long before it expires. */
const EARLY_MS = 30_000;

/** What signs requests in: an API key, a token that is renewed elsewhere, or the tokens of a session, which it renews. */
export class Session {
  readonly #url: string;
  readonly #fetch: typeof fetch;
  readonly #apiKey: string | undefined;
  #token: string | undefined;
  #refreshToken: string | undefined;
  #expiresAt = Number.POSITIVE_INFINITY;
  #renewal: Promise<void> | undefined;

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
      await this.#renewInTime();
      request.headers.set("Authorization", `Bearer ${this.#token}`);
    }
    return request;
  }

  // A refresh token is valid once, so requests at the same time share one renewal.
  async #renewInTime(): Promise<void> {
    if (Date.now() < this.#expiresAt - EARLY_MS || this.#refreshToken === undefined) return;
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
