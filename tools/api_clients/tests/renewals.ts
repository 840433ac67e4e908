// What the tests of renewals run: an API in memory, and what became of the requests to it, as JSON.
import { ApiError, connect } from "./index.js";

const URL_OF_API = "http://api.test";
const PATH = { params: { path: { slug: "x" } } };

/** An API that issues a token per sign-in or renewal. */
class Sessions {
  issued = 0;
  renewals = 0;
  readonly bodies: string[] = [];
  /** The tokens that have expired. */
  readonly expired = new Set<string>();
  code = "TOKEN_EXPIRED";
  refusesRenewals = false;
  /** What the response to a request with an expired token waits for. */
  held: Promise<void> | undefined;
  readonly #seconds: number;

  constructor(seconds = 600) {
    this.#seconds = seconds;
  }

  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const path = new URL(request.url).pathname;
    if (path === "/api/v1/auth/login") return this.#tokens();
    if (path === "/api/v1/auth/refresh") return await this.#refreshed(request);
    const body = await request.text();
    if (this.expired.has(request.headers.get("Authorization")?.replace("Bearer ", "") ?? "")) {
      await this.held;
      return failure(401, this.code);
    }
    if (request.method === "PATCH") {
      this.bodies.push(body);
      return new Response(null, { status: 204 });
    }
    return Response.json({ success: true, data: { slug: "dune", mediaId: null } });
  };

  async #refreshed(request: Request): Promise<Response> {
    const { refreshToken } = (await request.json()) as { refreshToken: string };
    this.renewals += 1;
    if (this.refusesRenewals || refreshToken !== `refresh-${this.issued}`) return failure(401, "UNAUTHORIZED");
    return this.#tokens();
  }

  #tokens(): Response {
    this.issued += 1;
    const tokens = { accessToken: `token-${this.issued}`, refreshToken: `refresh-${this.issued}` };
    return Response.json({ success: true, data: { ...tokens, tokenType: "Bearer", expiresIn: this.#seconds } });
  }
}

function failure(status: number, code: string): Response {
  const error = { code, message: "no", statusCode: status, requestId: "r1", details: null };
  return Response.json({ success: false, error }, { status });
}

async function signedIn(api: Sessions): Promise<ReturnType<typeof connect>> {
  const client = connect(URL_OF_API, { fetch: api.fetch });
  await client.session.logIn("ada", "secret");
  return client;
}

/** Return the slug of a title, or the code of the error. */
async function slug(client: ReturnType<typeof connect>): Promise<string> {
  return await client.GET("/titles/{slug}", PATH).then(
    ({ data }) => data?.data.slug ?? "none",
    (error: unknown) => (error instanceof ApiError ? error.code : String(error)),
  );
}

const scenarios: Record<string, () => Promise<unknown>> = {
  async expired() {
    const api = new Sessions();
    const client = await signedIn(api);
    const first = await slug(client);
    api.expired.add("token-1");
    return [first, await slug(client), await slug(client), api.renewals];
  },
  async early() {
    const api = new Sessions(20);
    const client = await signedIn(api);
    return [await slug(client), api.renewals];
  },
  async together() {
    const api = new Sessions();
    const client = await signedIn(api);
    api.expired.add("token-1");
    const slugs = await Promise.all(Array.from({ length: 10 }, () => slug(client)));
    return [[...new Set(slugs)], api.renewals];
  },
  async late() {
    const api = new Sessions();
    const client = await signedIn(api);
    api.expired.add("token-1");
    let release = (): void => undefined;
    api.held = new Promise((resolve) => { release = resolve; });
    const slow = slug(client);
    await new Promise((resolve) => { setTimeout(resolve, 0); });
    api.held = undefined;
    const quick = await slug(client);
    release();
    return [quick, await slow, api.renewals];
  },
  async body() {
    const api = new Sessions();
    const client = await signedIn(api);
    api.expired.add("token-1");
    await client.PATCH("/titles/{slug}", { ...PATH, body: { title: "Dune" } });
    return [api.bodies, api.renewals];
  },
  async otherCode() {
    const api = new Sessions();
    const client = await signedIn(api);
    api.expired.add("token-1");
    api.code = "UNAUTHORIZED";
    return [await slug(client), api.renewals];
  },
  async stillExpired() {
    const api = new Sessions();
    const client = await signedIn(api);
    api.expired.add("token-1").add("token-2");
    return [await slug(client), api.renewals];
  },
  async refused() {
    const api = new Sessions();
    const client = await signedIn(api);
    api.expired.add("token-1");
    api.refusesRenewals = true;
    return [await Promise.all([slug(client), slug(client)]), api.renewals];
  },
  async ownToken() {
    const api = new Sessions();
    api.expired.add("mine");
    const client = connect(URL_OF_API, { fetch: api.fetch, token: "mine" });
    return [await slug(client), api.renewals];
  },
};

const outcomes: Record<string, unknown> = {};
for (const [name, run] of Object.entries(scenarios)) outcomes[name] = await run();
console.log(JSON.stringify(outcomes));
