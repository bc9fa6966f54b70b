// How a learner has come to where it is: accuracy, rate, latency, labels that are awaited.
import { Chart } from "./charts.js";
import { count, element, figure, percent, span } from "./dom.js";

export class Course {
  constructor(page) {
    this.page = page;
    this.accuracy = new Chart("Accuracy: decided first, then labelled", [
      { text: "of all frames so far", colour: "right" },
      { text: "of the latest window", colour: "second" },
    ], (value) => (value === null ? "" : Math.round(100 * value) + " %"));
    this.rate = new Chart("Frames a second", [{ text: "of the window", colour: "third" }], figure);
    this.latency = new Chart("From frame to decision", [
      { text: "half of the frames", colour: "right" },
      { text: "99 of 100", colour: "fourth" },
    ], span);
    this.waiting = new Chart("What waits", [
      { text: "decisions for their label", colour: "right" },
      { text: "labels for their frame", colour: "second" },
    ], count);
    this.charts = [this.accuracy, this.rate, this.latency, this.waiting];
    this.delays = element("p", { class: "note" });
    this.windows = element("div", { class: "panel" });
    this.root = element("div", {},
      element("p", { class: "note" },
        "Dashed lines: the next layer learns, or drift. Short strokes at the bottom: a version of the model."),
      element("div", { class: "charts" }, ...this.charts.map((chart) => chart.root)),
      this.delays, this.windows);
  }

  restyle() {
    this.charts.forEach((chart) => chart.restyle());
  }

  show() {
    const shown = this.page.board?.shown;
    if (!shown || shown.course.points.length === 0) {
      this.delays.textContent = "No metrics have come yet.";
      return;
    }
    const points = shown.course.points;
    const x = points.map((point) => point.frames);
    const column = (name) => points.map((point) => point[name]);
    const marks = shown.course.marks.map((mark) => ({
      x: mark.frames,
      colour: { drift: "wrong", phase: "faint", version: "silent" }[mark.kind],
      text: mark.kind === "version" ? null : mark.text,
    }));
    this.accuracy.show([x, column("running"), column("window")], marks);
    this.rate.show([x, column("framesPerSecond")]);
    this.latency.root.hidden = points.every((point) => point.p50 === null);
    this.latency.show([x, column("p50"), column("p99")]);
    this.waiting.show([x, column("tracesWaiting"), column("labelsWaiting")]);
    this.delays.textContent = shown.delay
      ? `Labels come later than their frames: half of them within ${span(shown.delay.p50)}, nine of ten within ${span(shown.delay.p90)} (event time).`
      : "";
    this.showWindows(shown.metrics);
  }

  showWindows(metrics) {
    const labels = Object.entries(metrics?.windowAccuracyByLabel ?? {});
    this.windows.hidden = labels.length === 0;
    this.windows.replaceChildren(
      element("h2", {}, "The latest window, label by label"),
      element("div", { class: "scroll" },
        element("table", {},
          element("tr", {}, ...labels.map(([label]) => element("th", { scope: "col" }, label))),
          element("tr", {}, ...labels.map(([, share]) => element("td", {}, percent(share)))))));
  }
}
