// Calls of the player to this site, which passes them on with the session of the visitor.
class PlayerCalls {
  // The value against forged requests changes with each renewal of the session; the cookie has the present one.
  static headers() {
    const cookie = document.cookie.split("; ").find((pair) => pair.startsWith("__Host-marquee-csrf="));
    return { "Content-Type": "application/json", "X-CSRF-Token": cookie ? cookie.slice(cookie.indexOf("=") + 1) : "" };
  }

  // A request that renews the session is refused once, because it carries the former value.
  async send(path, body, { keepalive = false } = {}) {
    const request = () => fetch(`/watch/${path}`, { method: "POST", headers: PlayerCalls.headers(), body: JSON.stringify(body), keepalive });
    const response = await request();
    return response.headers.get("X-CSRF-Token") === "required" ? request() : response;
  }

  // The session, or the explanation of why there is none, as HTML.
  async start(subject) {
    this.key ??= crypto.randomUUID();
    const response = await this.send("sessions", { subject, key: this.key });
    if (response.ok) {
      this.session = await response.json();
      return { session: this.session };
    }
    if (response.status === 401) location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
    return { refusal: await response.text() };
  }

  async heartbeat(positionMs, state) {
    const response = await this.send(`sessions/${this.session.id}/heartbeats`, { positionMs, state });
    return response.ok ? response.json() : null;
  }

  async report(events, options) {
    return (await this.send(`sessions/${this.session.id}/events`, { events }, options)).status;
  }

  // The page may be closing: the browser sends the request on its own.
  end(positionMs) {
    return this.send(`sessions/${this.session.id}/stop`, { positionMs, state: "paused" }, { keepalive: true }).catch(() => null);
  }

  get licences() {
    return `/watch/licences/clearkey?session=${encodeURIComponent(this.session.id)}`;
  }
}
