// The page of an upload: chooses a file, starts or resumes, shows the progress, and waits until the file was checked.
class UploadPage {
  static POLL_MS = 1000;

  constructor(root) {
    this.root = root;
    this.form = root.querySelector("form[data-start]");
    this.file = root.querySelector("input[type=file]");
    this.bar = root.querySelector("progress");
    this.upload = root.dataset.upload ? JSON.parse(root.dataset.upload) : null;
    this.form?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.start().catch((error) => this.fail(error));
    });
    this.form?.elements.purpose.addEventListener("change", () => this.showFields());
    this.file?.addEventListener("change", () => this.upload && this.resume(this.file.files[0]));
    for (const [name, act] of Object.entries({ pause: () => this.pause(), go: () => this.transfer(), abort: () => this.abort() })) {
      root.querySelector(`[data-act=${name}]`).addEventListener("click", act);
    }
    if (this.form) {
      this.state = "choosing";
      this.showFields();
    } else {
      this.opened();
    }
  }

  set state(value) {
    this.root.dataset.state = value;
    for (const part of this.root.querySelectorAll("[data-in]")) part.hidden = !part.dataset.in.split(" ").includes(value);
  }

  showFields() {
    const isVideo = this.form.elements.purpose.value === "video";
    for (const part of this.form.querySelectorAll("[data-for]")) part.hidden = (part.dataset.for === "video") !== isVideo;
  }

  opened() {
    if (this.upload.status === "open") this.state = "choosing";
    else this.wait();
  }

  async start() {
    const { purpose, language, kind, label, encryption } = this.form.elements;
    const file = this.file.files[0];
    if (!file) return;
    const shared = { assetId: this.root.dataset.asset, purpose: purpose.value, fileName: file.name, size: file.size };
    const chosen = purpose.value === "video" ? { encryption: encryption.value } : { language: language.value, kind: kind.value, label: label.value || null };
    this.key ??= crypto.randomUUID();
    this.upload = await UploadCalls.send("", { key: this.key, upload: { ...shared, ...chosen } });
    history.replaceState(null, "", `/admin/playback/uploads/${this.upload.id}`);
    this.begin(file);
  }

  resume(file) {
    if (!file) return;
    if (UploadParts.isSame(file, this.upload)) this.begin(file);
    else this.say("other");
  }

  begin(file) {
    this.moved = new UploadTransfer(new UploadParts(file, this.upload));
    this.moved.addEventListener("progress", () => this.show());
    this.transfer();
  }

  async transfer() {
    this.state = "sending";
    this.say("");
    try {
      if (!(await this.moved.run())) return;
      this.moved.parts.forget();
      await UploadCalls.send(`/${this.upload.id}/complete`);
      await this.wait();
    } catch (error) {
      this.fail(error);
    }
  }

  pause() {
    this.moved.pause();
    this.state = "paused";
  }

  async abort() {
    if (!confirm(this.root.dataset.question)) return;
    this.moved?.pause();
    this.moved?.parts.forget();
    await UploadCalls.send(`/${this.upload.id}/abort`).catch((error) => this.fail(error));
    await this.wait();
  }

  // A job copies the file of a media source; another one makes one file of the parts and reads what it is.
  async wait() {
    for (;;) {
      this.upload = await UploadCalls.send(`/${this.upload.id}/state`).catch(() => this.upload);
      this.state = this.upload.status;
      if (!["copying", "completing"].includes(this.upload.status)) break;
      await new Promise((resolve) => setTimeout(resolve, UploadPage.POLL_MS));
    }
    if (this.upload.reason) this.root.querySelector("[data-reason]").textContent = this.upload.reason;
  }

  fail(error) {
    this.state = this.moved ? "paused" : "choosing";
    this.say("failed", error.message);
  }

  say(name, detail = "") {
    const place = this.root.querySelector("[data-problem]");
    place.hidden = !name;
    place.textContent = name ? `${this.root.dataset[name]} ${detail}` : "";
  }

  show() {
    const share = this.moved.bytes / this.upload.size;
    this.bar.value = share;
    this.root.querySelector("[data-percent]").textContent = share.toLocaleString(document.documentElement.lang, { style: "percent" });
  }
}

document.addEventListener("DOMContentLoaded", () => {
  const root = document.getElementById("upload");
  if (root) new UploadPage(root);
});
