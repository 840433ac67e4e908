// Questions over the video: whether to continue where the visitor stopped, and whether the next episode follows.
class PlayerQuestions {
  static COUNTDOWN = 10;

  constructor(root) {
    this.resume = root.querySelector("[data-question=resume]");
    this.next = root.querySelector("[data-question=next]");
  }

  // The second at which the visitor wants to begin.
  startAt(positionMs) {
    if (!positionMs) return Promise.resolve(0);
    const seconds = positionMs / 1000;
    this.resume.querySelector("[data-position]").textContent = PlayerSeekBar.time(seconds);
    this.resume.hidden = false;
    const [yes, no] = ["yes", "no"].map((name) => this.resume.querySelector(`[data-choice=${name}]`));
    yes.focus();
    return new Promise((resolve) => {
      const choose = (value) => () => {
        this.resume.hidden = true;
        resolve(value);
      };
      yes.addEventListener("click", choose(seconds), { once: true });
      no.addEventListener("click", choose(0), { once: true });
    });
  }

  // The next episode opens by itself, unless the visitor stays.
  offerNext() {
    if (!this.next) return;
    const link = this.next.querySelector("a");
    const count = this.next.querySelector("[data-countdown]");
    let left = PlayerQuestions.COUNTDOWN;
    count.textContent = String(left);
    this.next.hidden = false;
    link.focus();
    const timer = setInterval(() => {
      left -= 1;
      count.textContent = String(left);
      if (left <= 0) link.click();
    }, 1000);
    const stay = () => {
      clearInterval(timer);
      this.next.hidden = true;
    };
    this.next.querySelector("[data-choice=no]").addEventListener("click", stay, { once: true });
    link.addEventListener("click", () => clearInterval(timer), { once: true });
  }
}
