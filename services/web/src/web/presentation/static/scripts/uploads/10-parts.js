// The parts of a file, and the digests of those that were sent: a file that is chosen again is compared by them.
class UploadParts {
  constructor(file, upload) {
    this.file = file;
    this.upload = upload;
    this.key = `marquee-upload-${upload.id}`;
  }

  static isSame(file, upload) {
    return file.name === upload.fileName && file.size === upload.size;
  }

  blob(number) {
    const begin = (number - 1) * this.upload.partSize;
    return this.file.slice(begin, begin + this.upload.partSize);
  }

  async digest(number) {
    const hash = await crypto.subtle.digest("SHA-256", await this.blob(number).arrayBuffer());
    return btoa(String.fromCharCode(...new Uint8Array(hash)));
  }

  get known() {
    try {
      return JSON.parse(localStorage.getItem(this.key)) ?? {};
    } catch {
      return {};
    }
  }

  // Without room for it, the parts are sent again after a reload.
  remember(number, digest) {
    try {
      localStorage.setItem(this.key, JSON.stringify({ ...this.known, [number]: digest }));
    } catch {
      this.forget();
    }
  }

  forget() {
    localStorage.removeItem(this.key);
  }

  // The numbers of the parts that the storage has as this file has them.
  async matching(stored) {
    const { known } = this;
    const same = [];
    for (const { number } of stored) {
      if (known[number] && known[number] === (await this.digest(number))) same.push(number);
    }
    return same;
  }
}
