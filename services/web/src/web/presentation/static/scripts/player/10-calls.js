// Calls of the player to this site.
class PlayerCalls {
  static STORED = "marquee-playback-session";

  send(path, body, options) {
    return PageCalls.send(`/watch/${path}`, body, options);
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
    const started = await this.begin("sessions", { subject, key: this.key, deviceName: PlayerCalls.deviceName(), replaces });
    if (started.session) sessionStorage.setItem(PlayerCalls.STORED, started.session.sessionId);
    return started;
  }

  async begin(path, body) {
    const response = await this.send(path, body);
    if (response.ok) {
      this.session = await response.json();
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

  // What a failure of the library of the player was caused by.
  async causeOf(kind) {
    return kind;
  }

  get licences() {
    return `/watch/licences/clearkey?session=${encodeURIComponent(this.session.sessionId)}`;
  }
}
