// Dead letters: what could not be used, and why.
import { clock, count, element } from "./dom.js";

export class Letters {
  constructor(page) {
    this.page = page;
    this.root = element("div", { class: "panel" });
  }

  show() {
    const letters = this.page.board?.deadLetters;
    if (!letters || letters.latest.length === 0) {
      this.root.replaceChildren(element("p", { class: "empty" }, "No dead letters."));
      return;
    }
    if (this.seen === letters.seen) {
      return;
    }
    this.seen = letters.seen;
    const column = (text) => element("th", { scope: "col" }, text);
    this.root.replaceChildren(
      element("h2", {}, "Dead letters of all model keys"),
      element("p", { class: "note" },
        `${count(letters.seen)} seen by this page; the latest ${count(letters.latest.length)}:`),
      element("div", { class: "scroll" },
        element("table", { class: "letters" },
          element("tr", {}, ...["time", "key", "what", "reason", "frame", "record"].map(column)),
          ...letters.latest.map((letter) =>
            element("tr", {},
              element("td", {}, clock(letter.time)),
              element("td", { class: "name" }, letter.modelKey),
              element("td", {}, letter.what),
              element("td", { class: "reason" }, letter.reason),
              element("td", { class: "name" }, letter.frameId ?? "–"),
              element("td", {}, letter.position))))));
  }
}
