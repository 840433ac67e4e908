// The page of a video: begins a session, plays it, and explains what does not work.
class PlayerPage {
  constructor(root) {
    this.root = root;
    this.video = root.querySelector("video");
    this.problem = root.querySelector("[data-problem]");
    this.calls = "file" in root.dataset ? new FileCalls(root, this.video) : new PlayerCalls();
  }

  // The text of a problem is part of the page, in the language of the visitor.
  explain(kind, code = "") {
    const text = this.root.querySelector(`template[data-reason="${kind}"]`) ?? this.root.querySelector("template[data-reason=media]");
    this.problem.replaceChildren(text.content.cloneNode(true));
    for (const place of this.problem.querySelectorAll("[data-code]")) place.textContent = code;
    this.state = "failed";
  }

  set state(value) {
    this.root.dataset.state = value;
    this.problem.hidden = value !== "failed";
    this.root.querySelector("[data-controls]").inert = value !== "ready";
  }

  async open() {
    if (!PlayerEngine.isSupported()) {
      this.explain("unsupported");
      return;
    }
    const { session, refusal } = await this.calls.start(this.root.dataset.subject);
    if (!session) {
      this.problem.innerHTML = refusal;
      this.state = "failed";
      return;
    }
    this.prepare();
    if (session.licenseUrl && !PlayerEngine.canDecrypt()) this.stop("unsupported");
    else await this.play(session);
  }

  prepare() {
    const { root, video, calls } = this;
    this.engine = new PlayerEngine(video, calls);
    this.heartbeats = new PlayerHeartbeats(video, calls);
    this.questions = new PlayerQuestions(root);
    const seekBar = new PlayerSeekBar(root, video, this.engine);
    const settings = new PlayerSettings(root, video, this.engine);
    this.controls = new PlayerControls(root, video, seekBar, settings);
    this.engine.addEventListener("problem", ({ detail }) => {
      if (detail.fatal) this.fail(detail);
    });
    this.engine.addEventListener("buffering", ({ detail }) => root.toggleAttribute("data-buffering", detail));
    this.heartbeats.addEventListener("over", ({ detail }) => this.stop(detail));
    video.addEventListener("ended", () => {
      this.measures.end();
      this.heartbeats.end();
      this.questions.offerNext();
    });
    // What has ended begins again with a session of its own.
    video.addEventListener("play", () => {
      if (this.heartbeats.isOver) location.reload();
    });
    addEventListener("pageshow", (event) => {
      if (event.persisted) location.reload();
    });
  }

  async play(session) {
    this.heartbeats.begin(session);
    if (!this.video.poster && session.poster) this.video.poster = session.poster;
    // Who comes by a link to continue has chosen already.
    const isAsked = !("resume" in this.root.dataset);
    const start = isAsked ? await this.questions.startAt(session.resumePositionMs) : session.resumePositionMs / 1000;
    this.measures = new PlayerMeasures(this.video, this.calls, performance.now());
    this.measures.begin(this.engine);
    await this.engine.load(session, start);
    if (this.root.dataset.state === "failed") return;
    this.state = "ready";
    this.video.play().catch(() => {}); // A browser that refuses to begin by itself waits for the button.
  }

  async fail({ kind, code }) {
    this.isFailing = true;
    this.stop(await this.calls.causeOf(kind), code);
  }

  stop(kind, code) {
    this.measures?.end();
    this.heartbeats.end();
    this.explain(kind, code);
    return this.engine.stop();
  }
}

document.addEventListener("DOMContentLoaded", () => {
  const root = document.getElementById("player");
  if (!root) return;
  const page = new PlayerPage(root);
  page.open().catch((error) => {
    if (!page.isFailing && root.dataset.state !== "failed") page.explain("media", error.code ?? error.name);
  });
});
