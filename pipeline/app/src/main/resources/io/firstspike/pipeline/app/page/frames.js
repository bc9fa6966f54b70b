// The latest frames with their decisions; a click on one gives it a label.
import { clock, element, figure } from "./dom.js";
import { frameAddress, giveLabel } from "./server.js";

const FILTERS = {
  all: ["All", () => true],
  wrong: ["Wrong", (frame) => frame.right === false],
  right: ["Right", (frame) => frame.right === true],
  unlabelled: ["Without label", (frame) => frame.label === null],
  silent: ["Silent", (frame) => frame.decided === null],
};

const state = (frame) =>
  frame.right === true ? "right" : frame.right === false ? "wrong" : frame.decided === null ? "silent" : "open";

const SIGNS = { right: "✓", wrong: "✗", silent: "○", open: "?" };

/** Decision and label in few characters: 7 ✓, 7 ✗ 9, silent. */
function verdict(frame) {
  const decided = frame.decided ?? "silent";
  return frame.right === false ? `${decided} ✗ ${frame.label}` : `${decided} ${SIGNS[state(frame)]}`;
}

function spoken(frame) {
  const label = frame.label === null ? "label not known" : `right label ${frame.label}`;
  const margin = frame.margin === null ? "" : `, margin ${figure(frame.margin)}`;
  return `frame ${frame.id}: decided ${frame.decided ?? "for nothing, silent"}, ${label}${margin}`;
}

export class Frames {
  constructor(page) {
    this.page = page;
    this.filter = "all";
    this.pointed = false;
    this.focused = false;
    this.held = false;
    this.said = "";
    this.filters = element("div", { class: "row", role: "group", "aria-label": "Which frames" });
    for (const [name, [text]] of Object.entries(FILTERS)) {
      this.filters.append(
        element("button", { "data-filter": name, onclick: () => this.choose(name) }, text));
    }
    this.hold = element("span", { class: "note", "aria-live": "off" });
    this.filters.append(this.hold);
    this.grid = element("div", {
      class: "frames",
      onpointerenter: () => this.holding({ pointed: true }),
      onpointerleave: () => this.holding({ pointed: false }),
      onfocusin: () => this.holding({ focused: true }),
      onfocusout: (event) =>
        this.holding({ focused: this.grid.contains(event.relatedTarget) }),
      onkeydown: (event) => this.move(event),
    });
    this.chosen = element("aside", { class: "panel chosen", "aria-label": "Chosen frame" });
    this.root = element("div", { class: "split" },
      element("div", {}, this.filters, this.grid), this.chosen);
  }

  /** Frames must not move away from under a pointer, or from the keyboard's focus. */
  holding(change) {
    const before = this.held;
    Object.assign(this, change);
    this.held = this.pointed || this.focused;
    this.hold.textContent = this.held ? "held while you point at it" : "";
    if (before && !this.held) {
      this.drawGrid();
    }
  }

  choose(filter) {
    this.filter = filter;
    this.drawGrid();
  }

  /** Arrow keys go from frame to frame. */
  move(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const cards = [...this.grid.children];
    const at = cards.indexOf(document.activeElement);
    if (step && at >= 0) {
      event.preventDefault();
      cards[Math.max(0, Math.min(cards.length - 1, at + step))].focus();
    }
  }

  /** A key that is one of the labels gives it to the chosen frame. */
  key(text) {
    const label = this.labels().find((one) => one === text);
    const frame = this.frame();
    if (label !== undefined && frame && frame.label === null) {
      this.give(frame, label);
      return true;
    }
    return false;
  }

  labels() {
    const shown = this.page.board?.shown;
    return shown?.metrics?.labels ?? [];
  }

  /** The chosen frame as it was seen last; null if it has not been seen. */
  frame() {
    const { frame: id } = this.page.place;
    const now = this.page.board?.shown?.frames.find((frame) => frame.id === id);
    this.seen = now ?? (this.seen?.id === id ? this.seen : null);
    return this.seen;
  }

  show() {
    if (!this.held) {
      this.drawGrid();
    }
    for (const card of this.grid.querySelectorAll(".card")) {
      card.setAttribute("aria-pressed", card.dataset.frame === this.page.place.frame);
    }
    this.drawChosen();
  }

  drawGrid() {
    for (const button of this.filters.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", button.dataset.filter === this.filter);
    }
    const frames = (this.page.board?.shown?.frames ?? []).filter(FILTERS[this.filter][1]);
    if (frames.length === 0) {
      this.grid.replaceChildren();
      this.grid.append(element("p", { class: "empty" }, "No such frames have been decided on yet."));
      return;
    }
    this.grid.replaceChildren(...frames.map((frame) => this.card(frame)));
  }

  card(frame) {
    return element(
      "button",
      {
        class: "card " + state(frame),
        "data-frame": frame.id,
        "aria-label": spoken(frame),
        "aria-pressed": String(frame.id === this.page.place.frame),
        title: spoken(frame),
        onclick: () => {
          this.said = "";
          this.seen = frame;
          this.page.go({ frame: frame.id });
        },
      },
      frame.picture
        ? element("img", { src: frame.picture, alt: "" })
        : element("span", { class: "none" }, "no picture"),
      element("span", { class: "verdict" }, verdict(frame)),
      element("span", { class: "margin" }, frame.margin === null ? " " : "+" + figure(frame.margin)));
  }

  drawChosen() {
    const frame = this.frame();
    this.chosen.classList.toggle("none", !frame);
    if (!frame) {
      this.drawnFor = null;
      this.chosen.replaceChildren(
        element("h2", {}, "Give a label"),
        element("p", { class: "note" }, this.page.place.frame
          ? `Frame ${this.page.place.frame} is not among the latest ones.`
          : "Choose a frame. Its label goes to the labels topic, and the network learns from it."));
      return;
    }
    const content = JSON.stringify([frame, this.said, this.labels()]);
    if (this.drawnFor === content) {
      return;
    }
    const typed = this.chosen.querySelector("input")?.value ?? "";
    const focused = this.chosen.contains(document.activeElement)
      ? document.activeElement.dataset.label ?? document.activeElement.tagName : null;
    this.drawnFor = content;
    const fact = (name, value) => [element("dt", {}, name), element("dd", {}, value)];
    const key = this.page.board.shown.key;
    this.chosen.replaceChildren(
      element("h2", {}, "Frame " + frame.id),
      element("img", { src: frameAddress(key, frame.id), alt: "the frame" }),
      element("dl", { class: "facts" },
        ...fact("decided", frame.decided ?? "silent"),
        ...fact("label", frame.label ?? "not known"),
        ...fact("potential", figure(frame.potential)),
        ...fact("second", frame.runnerUp === null ? "–" : `${frame.runnerUp}, ${figure(frame.margin)} below`),
        ...fact("model", frame.version),
        ...fact("decided at", clock(frame.decidedAt))),
      element("p", {}, element("a", { href: this.page.address({ view: "spikes" }) }, "Its spikes")),
      ...(frame.label === null ? [this.labelling(frame, typed)] : []),
      element("p", { class: "said", role: "status" }, this.said));
    if (focused) {
      [...this.chosen.querySelectorAll("button, input")]
        .find((one) => (one.dataset.label ?? one.tagName) === focused)?.focus();
    }
  }

  labelling(frame, typed) {
    const input = element("input", { "aria-label": "Another label", placeholder: "another label", maxlength: 256 });
    input.value = typed;
    return element("div", { class: "labels", role: "group", "aria-label": "Give a label" },
      ...this.labels().map((label) =>
        element("button", { "data-label": label, onclick: () => this.give(frame, label) }, label)),
      element("form", {
        onsubmit: (event) => {
          event.preventDefault();
          this.give(frame, input.value);
        },
      }, input, element("button", { type: "submit" }, "Give")));
  }

  async give(frame, label) {
    this.said = "sending …";
    this.drawChosen();
    try {
      const place = await giveLabel(this.page.board.shown.key, frame.id, label);
      this.said = `Label ${label} is on the labels topic (${place}).`;
    } catch (failure) {
      this.said = failure.message;
    }
    this.drawChosen();
  }
}
