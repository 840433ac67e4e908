// While music plays, links lead to the next page without leaving this one: its content is replaced, and the sound goes on.
// A page with scripts, styles or a stream of its own is opened as usual, as is every page while nothing plays.
class MusicNavigation {
  constructor(player) {
    this.player = player;
    this.shown = MusicNavigation.place();
    document.addEventListener("click", (event) => this.press(event));
    document.addEventListener("submit", (event) => this.submit(event));
    addEventListener("popstate", () => this.traverse());
  }

  static place() {
    return location.pathname + location.search;
  }

  get isPossible() {
    return this.player.engine.isPlaying && !document.getElementById("live");
  }

  press(event) {
    const link = event.target.closest?.("a[href]");
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button || event.defaultPrevented);
    if (!link || !isPlain || !this.isPossible || link.target || link.hasAttribute("download") || link.hasAttribute("hx-get")) return;
    const address = new URL(link.href);
    if (!MusicNavigation.isPage(address) || (address.hash && address.pathname + address.search === MusicNavigation.place())) return;
    event.preventDefault();
    this.open(address.href);
  }

  // The API and the documentation are not pages of this site.
  static isPage({ origin, pathname }) {
    return origin === location.origin && !/^\/(api|docs|static|watch|rest)(\/|$)/.test(pathname);
  }

  // Forms that only read; of those that change something, those of music.
  submit(event) {
    const form = event.target;
    const address = new URL(event.submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? location.href, location.href);
    if (event.defaultPrevented || !this.isPossible || !MusicNavigation.isPage(address)) return;
    const fields = new FormData(form, event.submitter);
    if (form.method === "get") {
      event.preventDefault();
      address.search = new URLSearchParams(fields).toString();
      this.open(address.href);
    } else if (address.pathname.startsWith("/music/")) {
      event.preventDefault();
      this.open(address.href, { method: "POST", body: new URLSearchParams(fields) });
    }
  }

  traverse() {
    if (MusicNavigation.place() === this.shown) return;
    if (this.isPossible) this.open(location.href, {}, { isTraversal: true });
    else location.reload();
  }

  async open(address, options = {}, { isTraversal = false } = {}) {
    const request = (this.request = Symbol("page"));
    const response = await fetch(address, { ...options, headers: { Accept: "text/html" } }).catch(() => null);
    if (request !== this.request) return;
    const isPage = response?.headers.get("Content-Type")?.startsWith("text/html");
    const page = isPage ? new DOMParser().parseFromString(await response.text(), "text/html") : null;
    if (request !== this.request) return;
    if (!page || !this.canShow(page)) {
      location.assign(options.method ? response?.url ?? location.href : address);
      return;
    }
    if (!isTraversal) history.pushState({ music: true }, "", response.url + new URL(address).hash);
    this.shown = MusicNavigation.place();
    this.show(page, { isTraversal });
  }

  // What the page needs is here already: the same language and theme, and no script or style of its own.
  canShow(page) {
    const root = document.documentElement;
    const isSame = ["lang", "dir", "data-theme"].every((name) => page.documentElement.getAttribute(name) === root.getAttribute(name));
    const files = [...page.querySelectorAll("script[src], link[rel=stylesheet]")].map((one) => one.getAttribute("src") ?? one.getAttribute("href"));
    const present = new Set([...document.querySelectorAll("script[src], link[rel=stylesheet]")].map((one) => one.getAttribute("src") ?? one.getAttribute("href")));
    const user = page.getElementById("music")?.dataset.user;
    return isSame && user === this.player.bar.root.dataset.user && !page.getElementById("live") && files.every((file) => present.has(file));
  }

  show(page, { isTraversal }) {
    document.title = page.title;
    const content = document.adoptNode(page.getElementById("content"));
    document.getElementById("content").replaceWith(content);
    document.querySelector(".site-nav")?.replaceWith(document.adoptNode(page.querySelector(".site-nav")));
    document.querySelector("body > .notice")?.remove();
    const notice = page.querySelector("body > .notice");
    if (notice) content.before(document.adoptNode(notice));
    // Forms outside the content belong to the session as it is now.
    const csrf = page.querySelector("input[name=csrf]")?.value ?? "";
    for (const field of document.querySelectorAll("input[name=csrf]")) if (!content.contains(field)) field.value = csrf;
    htmx.process(content);
    document.dispatchEvent(new Event("marquee:page"));
    this.player.bar.showTrack();
    if (!isTraversal) scrollTo(0, 0);
    content.focus({ preventScroll: true });
    document.getElementById("announcer").textContent = page.title;
  }
}
