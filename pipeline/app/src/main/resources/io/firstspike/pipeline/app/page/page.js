// The page: what is shown of which model key and frame, and the keys that lead there.
import { Confusion } from "./confusion.js";
import { Course } from "./course.js";
import { count, element, figure, percent, span } from "./dom.js";
import { Frames } from "./frames.js";
import { Learned } from "./learned.js";
import { Letters } from "./letters.js";
import { listen } from "./server.js";
import { Spikes } from "./spikes.js";

// Name in the address, text, key of the keyboard, class.
const VIEWS = [
  ["frames", "Frames", "f", Frames],
  ["course", "Accuracy", "a", Course],
  ["confusion", "Confusion", "c", Confusion],
  ["spikes", "Spikes", "s", Spikes],
  ["learned", "Learned", "l", Learned],
  ["letters", "Dead letters", "d", Letters],
];
const THEME = "firstspike-theme";
const at = (id) => document.getElementById(id);

class Page {
  constructor() {
    this.board = null;
    this.paused = false;
    this.place = this.read();
    this.views = Object.fromEntries(VIEWS.map(([name, , , View]) => [name, new View(this)]));
    for (const [name, text, key] of VIEWS) {
      at("views").append(element("a", { "data-view": name, title: `${text} (${key.toUpperCase()})` }, text));
    }
    at("key").addEventListener("change", () => this.go({ key: at("key").value, frame: null }));
    at("pause").addEventListener("click", () => this.pause());
    at("theme").addEventListener("click", () => this.turn());
    at("help").addEventListener("click", () => this.help());
    addEventListener("hashchange", () => this.arrive());
    document.addEventListener("keydown", (event) => this.key(event));
    this.theme(localStorage.getItem(THEME)
      ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
    this.arrive();
  }

  /** What the address says: #view=frames&key=default&frame=17 */
  read() {
    const said = new URLSearchParams(location.hash.slice(1));
    const view = said.get("view");
    return {
      view: VIEWS.some(([name]) => name === view) ? view : "frames",
      key: said.get("key"),
      frame: said.get("frame"),
    };
  }

  /** The address of a place that differs from this one in some respects. */
  address(change) {
    const place = { ...this.place, key: this.place.key ?? this.board?.shown?.key, ...change };
    const said = new URLSearchParams();
    for (const [name, value] of Object.entries(place)) {
      if (value !== null && value !== undefined) {
        said.set(name, value);
      }
    }
    return "#" + said;
  }

  go(change) {
    location.hash = this.address(change);
  }

  arrive() {
    const before = this.place;
    this.place = this.read();
    if (before.view !== this.place.view) {
      this.views[before.view].leave?.();
    }
    if (!this.end || before.key !== this.place.key && this.place.key !== this.board?.shown?.key) {
      this.end?.();
      this.end = listen(this.place.key, (board) => this.take(board), (open) => this.standing(open));
    }
    for (const link of at("views").children) {
      link.href = this.address({ view: link.dataset.view });
      link.toggleAttribute("aria-current", link.dataset.view === this.place.view);
      if (link.dataset.view === this.place.view) {
        link.scrollIntoView({ block: "nearest", inline: "nearest" });
      }
    }
    const { root } = this.views[this.place.view];
    // Putting it there again would take the keyboard's focus away.
    if (at("content").firstChild !== root) {
      at("content").replaceChildren(root);
    }
    this.views[this.place.view].show();
  }

  take(board) {
    this.latest = board;
    if (!this.paused || this.board?.shown?.key !== board.shown?.key) {
      this.show(board);
    }
  }

  show(board) {
    this.board = board;
    this.showKeys();
    this.showFigures();
    const missing = board.missingTopics.length === 0 ? null
      : "Topics that are not there yet: " + board.missingTopics.join(", ");
    at("problem").textContent = board.problem ?? missing ?? "";
    at("problem").hidden = at("problem").textContent === "";
    for (const link of at("views").children) {
      link.href = this.address({ view: link.dataset.view });
    }
    this.views[this.place.view].show();
  }

  showKeys() {
    const keys = this.board.keys.map((one) => one.key);
    const choice = at("key");
    if (JSON.stringify(keys) !== JSON.stringify([...choice.options].map((one) => one.value))) {
      choice.replaceChildren(...keys.map((key) => element("option", { value: key }, key)));
    }
    choice.value = this.board.shown?.key ?? "";
  }

  showFigures() {
    const shown = this.board.shown;
    const metrics = shown?.metrics;
    const totals = metrics?.totals;
    const latency = metrics?.latencyMillis;
    const drift = metrics?.drift;
    const figures = [
      ["accuracy", "accuracy so far", percent(metrics?.prequentialAccuracy)],
      ["window", "accuracy, latest window", percent(metrics?.windowAccuracy)],
      ["frames", "frames read", count(totals?.framesIn)],
      ["rate", "frames a second", figure(metrics?.framesPerSecond)],
      ["latency", "latency, half / 99 %", latency ? `${span(latency.p50)} / ${span(latency.p99)}` : "–"],
      ["learned", "labels learned", count(totals?.labelsLearned)],
      ["missing", "decisions without label", count(totals?.tracesWaiting)],
      ["early", "labels without frame", count(totals?.labelsWaiting)],
      ["expired", "waited too long", count(totals?.expired)],
      ["silent", "silent decisions", count(totals?.silent)],
      ["drift", "drifts", drift ? count(drift.drifts) + (drift.warning ? ", warning" : "") : "–"],
      ["letters", "dead letters seen", count(this.board.deadLetters.seen)],
      ["phase", "layer that learns", metrics?.phase ?? "–"],
      ["version", "model", shown?.version ?? "–"],
    ];
    at("figures").replaceChildren(...figures.map(([name, text, value]) =>
      element("div", { class: name === "version" ? "figure wide" : "figure" },
        element("b", { "data-figure": name, class: value.length > (name === "version" ? 24 : 11) ? "long" : "", title: value }, value),
        element("span", {}, text))));
  }

  standing(open) {
    this.open = open;
    const text = this.paused ? "paused" : open ? "live" : "no connection to the program: it is tried again";
    at("standing").textContent = text;
    at("standing").className = open ? "" : "away";
  }

  pause() {
    this.paused = !this.paused;
    at("pause").setAttribute("aria-pressed", this.paused);
    at("pause").textContent = this.paused ? "Go on" : "Pause";
    this.standing(this.open);
    if (!this.paused && this.latest) {
      this.show(this.latest);
    }
  }

  theme(name) {
    document.documentElement.dataset.theme = name;
    at("theme").textContent = name === "dark" ? "Light" : "Dark";
    for (const view of Object.values(this.views)) {
      view.restyle?.();
    }
  }

  turn() {
    const name = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    localStorage.setItem(THEME, name);
    this.theme(name);
  }

  help() {
    const keys = [...VIEWS.map(([, text, key]) => [key.toUpperCase(), text]),
      ["P", "pause, or go on"], ["T", "light or dark"], ["← →", "from frame to frame, or from time step to time step"],
      ["Space", "play the spikes"], ["0 … 9", "give the chosen frame this label (any label of one character that is no key here)"]];
    at("keys").replaceChildren(
      element("h2", {}, "Keys"),
      element("dl", { class: "facts" }, ...keys.flatMap(([key, text]) => [
        element("dt", {}, element("kbd", {}, key)), element("dd", {}, text)])),
      element("form", { method: "dialog" }, element("button", {}, "Close")));
    at("keys").showModal();
  }

  key(event) {
    const typing = ["INPUT", "SELECT", "TEXTAREA"].includes(event.target.tagName);
    if (typing || event.ctrlKey || event.altKey || event.metaKey || at("keys").open) {
      return;
    }
    const key = event.key.toLowerCase();
    const view = VIEWS.find(([, , one]) => one === key);
    const spikes = this.place.view === "spikes" && this.views.spikes.raster ? this.views.spikes : null;
    if (view) {
      this.go({ view: view[0] });
    } else if (key === "p") {
      this.pause();
    } else if (key === "t") {
      this.turn();
    } else if (event.key === "?") {
      this.help();
    } else if (spikes && (key === "arrowright" || key === "arrowleft")) {
      spikes.goTo(spikes.step + (key === "arrowright" ? 1 : -1));
    } else if (spikes && key === " " && event.target.tagName !== "BUTTON") {
      event.preventDefault();
      spikes.playOrStop();
    } else if (this.place.view === "frames") {
      this.views.frames.key(event.key);
    }
  }
}

new Page();
