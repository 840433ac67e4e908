// Sends the parts of a file that the storage does not have, some at a time, each several times if need be.
class UploadTransfer extends EventTarget {
  static AT_ONCE = 3;
  static ATTEMPTS = 6;
  static LONGEST_WAIT_MS = 15_000;

  constructor(parts) {
    super();
    this.parts = parts;
    this.upload = parts.upload;
    this.sent = new Map();
  }

  get bytes() {
    return [...this.sent.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  progress() {
    this.dispatchEvent(new Event("progress"));
  }

  // The storage is asked what it has each time: after a pause, a reload, or an error.
  async run() {
    this.stopping = new AbortController();
    const { stored } = await UploadCalls.send(`/${this.upload.id}/state`);
    const same = await this.parts.matching(stored);
    this.sent = new Map(same.map((number) => [number, this.parts.blob(number).size]));
    this.progress();
    const waiting = Array.from({ length: this.upload.parts }, (_, index) => index + 1).filter((number) => !this.sent.has(number));
    const work = async () => {
      while (waiting.length && !this.stopping.signal.aborted) await this.sendPart(waiting.shift());
    };
    try {
      await Promise.all(Array.from({ length: UploadTransfer.AT_ONCE }, work));
    } catch (error) {
      this.stopping.abort();
      throw error;
    }
    return !this.stopping.signal.aborted;
  }

  pause() {
    this.stopping?.abort();
  }

  async sendPart(number) {
    const { signal } = this.stopping;
    const blob = this.parts.blob(number);
    const digest = await this.parts.digest(number);
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      try {
        const [signed] = await UploadCalls.send(`/${this.upload.id}/parts`, { parts: [{ number, sha256: digest }] });
        const onProgress = (loaded) => {
          this.sent.set(number, Math.min(loaded, blob.size));
          this.progress();
        };
        await UploadCalls.put(signed, blob, { onProgress, signal });
        this.parts.remember(number, digest);
        onProgress(blob.size);
        return;
      } catch (error) {
        this.sent.delete(number);
        if (signal.aborted) return;
        if (error.isFinal || attempt === UploadTransfer.ATTEMPTS) throw error;
        await new Promise((resolve) => setTimeout(resolve, Math.min(500 * 2 ** attempt, UploadTransfer.LONGEST_WAIT_MS)));
      }
    }
  }
}
