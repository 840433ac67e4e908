// Calls of uploads to this site, which passes them on with the session of the editor, and the sending of a part to the storage.
class UploadCalls {
  static async send(path, body = {}) {
    const response = await PageCalls.send(`/admin/playback/uploads${path}`, body);
    const content = await response.json().catch(() => ({}));
    if (!response.ok) throw Object.assign(new Error(content.reason ?? String(response.status)), { isFinal: response.status < 500 && response.status !== 429 });
    return content;
  }

  // Only this way to send a request states its progress.
  static put({ url, headers }, blob, { onProgress, signal }) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("PUT", url);
      for (const [name, value] of Object.entries(headers)) {
        if (name.toLowerCase() !== "content-length") request.setRequestHeader(name, value);
      }
      request.upload.addEventListener("progress", (event) => onProgress(event.loaded));
      request.addEventListener("load", () => (request.status < 300 ? resolve() : reject(new Error(String(request.status)))));
      request.addEventListener("error", () => reject(new Error("network")));
      request.addEventListener("abort", () => reject(new DOMException("paused", "AbortError")));
      signal.addEventListener("abort", () => request.abort());
      request.send(blob);
    });
  }
}
