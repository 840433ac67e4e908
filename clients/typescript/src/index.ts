import createClient, { type Client as PathClient, type ClientOptions, type Middleware } from "openapi-fetch";

import { ApiError } from "./errors.js";
import type { paths } from "./schema.js";
import { Session } from "./session.js";

export { ApiError } from "./errors.js";
export { items } from "./pages.js";
export type { components, operations, paths } from "./schema.js";

/** The operations by method and path, and the session that signs them in. Errors are thrown as `ApiError`. */
export type Client = PathClient<paths> & { readonly session: Session };

export type Options = Omit<ClientOptions, "baseUrl"> & { apiKey?: string; token?: string };

const errors: Middleware = {
  async onResponse({ response }) {
    if (response.status < 400) return undefined;
    throw new ApiError(response, await response.json().catch(() => undefined));
  },
};

/** Return a client of the API at a URL. */
export function connect(url: string, { apiKey, token, ...options }: Options = {}): Client {
  const send = options.fetch ? (options.fetch as typeof fetch) : fetch;
  const session = new Session(url, send, { ...(apiKey && { apiKey }), ...(token && { token }) });
  const client = createClient<paths>({ ...options, baseUrl: url });
  client.use(errors, {
    onRequest: ({ request }) => session.authorize(request),
    onResponse: ({ request, response }) => session.retried(request, response),
  });
  return Object.assign(client, { session });
}
