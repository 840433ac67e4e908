// Calls of the player to this site, which passes them on with the session of the visitor.
class PlayerCalls {
  static STORED = "marquee-playback-session";

  // The value against forged requests changes with each renewal of the session; the cookie has the present one.
  static headers() {
    const cookie = document.cookie.split("; ").find((pair) => pair.startsWith("__Host-marquee-csrf="));
    return { "Content-Type": "application/json", "X-Page-CSRF": cookie ? cookie.slice(cookie.indexOf("=") + 1) : "" };
  }

  // A request that renews the session is refused once, because it carries the former value.
  async send(path, body, { keepalive = false } = {}) {
    const request = () => fetch(`/watch/${path}`, { method: "POST", headers: PlayerCalls.headers(), body: JSON.stringify(body), keepalive });
    const response = await request();
    return response.headers.get("X-Page-CSRF") === "required" ? request() : response;
  }

  // What the user recognizes this browser by in the list of streams.
  static deviceName() {
    const { brands = [], platform } = navigator.userAgentData ?? {};
    const named = brands.find(({ brand }) => !/brand|chromium/i.test(brand)) ?? brands[0];
    return [named?.brand, platform].filter(Boolean).join(", ") || null;
  }

  // The session, or the explanation of why there is none, as HTML. The session before in this tab ends with it: the
  // browser may have been closed without a word.
  async start(subject) {
    this.key ??= crypto.randomUUID();
    const replaces = sessionStorage.getItem(PlayerCalls.STORED);
    const response = await this.send("sessions", { subject, key: this.key, deviceName: PlayerCalls.deviceName(), replaces });
    if (response.ok) {
      this.session = await response.json();
      sessionStorage.setItem(PlayerCalls.STORED, this.session.sessionId);
      return { session: this.session };
    }
    if (response.status === 401) location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
    return { refusal: await response.text() };
  }

  async heartbeat(positionMs, state) {
    const response = await this.send(`sessions/${this.session.sessionId}/heartbeats`, { positionMs, state });
    return response.ok ? response.json() : null;
  }

  async report(events, options) {
    return (await this.send(`sessions/${this.session.sessionId}/events`, { events }, options)).status;
  }

  // The page may be closing: the browser sends the request on its own.
  end(positionMs) {
    return this.send(`sessions/${this.session.sessionId}/stop`, { positionMs }, { keepalive: true }).catch(() => null);
  }

  get licences() {
    return `/watch/licences/clearkey?session=${encodeURIComponent(this.session.sessionId)}`;
  }
}
