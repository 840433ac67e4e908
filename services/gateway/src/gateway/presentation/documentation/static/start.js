// Starts the reference and signs its test requests in. Tokens stay in this page's memory and end with it.
(() => {
  "use strict";

  const API = "/api/v1";
  const EARLY_MS = 30_000; // A token is renewed this long before it expires.
  const session = { token: null, refreshToken: null, expiresAt: 0, renewal: null };

  const call = async (path, body) => {
    const response = await fetch(API + path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = response.status === 204 ? {} : await response.json();
    if (!response.ok) throw new Error(answer.error?.message ?? `${response.status}`);
    return answer.data;
  };

  const keep = (tokens) => {
    if (!tokens?.accessToken) throw new Error("This account has a second step: complete it with the operations of Sign-in.");
    session.token = tokens.accessToken;
    session.refreshToken = tokens.refreshToken;
    session.expiresAt = Date.now() + tokens.expiresIn * 1000;
  };

  const forget = () => Object.assign(session, { token: null, refreshToken: null, expiresAt: 0 });

  // A refresh token is valid once, so requests at the same time share one renewal.
  const currentToken = async () => {
    if (session.token && Date.now() > session.expiresAt - EARLY_MS) {
      session.renewal ??= call("/auth/refresh", { refreshToken: session.refreshToken })
        .then(keep, forget)
        .finally(() => { session.renewal = null; show(); });
      await session.renewal;
    }
    return session.token;
  };

  const csrfToken = () =>
    document.cookie.split("; ").find((cookie) => cookie.startsWith("__Host-marquee-csrf="))?.split("=", 2)[1];

  // The session counts before what the reference sends for its own form, which is a placeholder when it is empty.
  const authorize = async ({ requestBuilder }) => {
    const token = await currentToken();
    if (token) {
      requestBuilder.options = { ...requestBuilder.options, disableSecurity: true };
      requestBuilder.headers.set("Authorization", `Bearer ${token}`);
    } else if (csrfToken()) requestBuilder.headers.set("X-CSRF-Token", csrfToken());
  };

  const element = (id) => document.getElementById(id);
  const show = () => {
    element("sign-in-open").textContent = session.token ? "Sign out" : "Sign in";
    element("sign-in-state").textContent = session.token ? `Signed in as ${element("sign-in-name").value}` : "";
  };

  element("sign-in-open").addEventListener("click", async () => {
    if (!session.token) return element("sign-in").showModal();
    await fetch(`${API}/auth/logout`, { method: "POST", headers: { Authorization: `Bearer ${session.token}` } });
    forget();
    show();
  });
  element("sign-in-cancel").addEventListener("click", () => element("sign-in").close());
  element("sign-in-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const name = element("sign-in-name").value;
    const error = element("sign-in-error");
    error.textContent = "";
    try {
      const field = name.includes("@") ? "email" : "username";
      keep(await call("/auth/login", { [field]: name, password: element("sign-in-password").value }));
      element("sign-in-password").value = "";
      element("sign-in").close();
      show();
    } catch (reason) {
      error.textContent = reason.message;
    }
  });

  Scalar.createApiReference("#reference", {
    url: "/openapi.json",
    // Nothing is fetched from, or reported to, another host.
    withDefaultFonts: false,
    telemetry: false,
    agent: { disabled: true },
    mcp: { disabled: true },
    hideClientButton: true,
    showDeveloperTools: "never",
    theme: "none",
    persistAuth: false,
    defaultOpenFirstTag: false,
    documentDownloadType: "json",
    defaultHttpClient: { targetKey: "shell", clientKey: "curl" },
    hiddenClients: { c: true, clojure: true, objc: true, ocaml: true, r: true, powershell: true },
    metaData: { title: "Marquee API" },
    onBeforeRequest: authorize,
  });
})();
