// Line charts over the frames that a learner has read.
import uPlot from "./uplot.js";
import { colour, count, drawn, element } from "./dom.js";

const HEIGHT = 220;
const DASHES = [[], [7, 4], [2, 3]];

/** A sample of a line for the legend: what differs by colour differs by its dashes, too. */
function sample(series, index) {
  return drawn("svg", { viewBox: "0 0 32 10", "aria-hidden": "true" },
    drawn("line", {
      x1: 0, x2: 32, y1: 5, y2: 5, stroke: colour(series.colour), "stroke-width": 3,
      "stroke-dasharray": DASHES[index].join(" "),
    }));
}

/**
 * A chart with its title and legend.
 *
 * lines: [{text, colour, value}]; value writes a figure of the axis
 */
export class Chart {
  constructor(title, lines, value, xText = "frames read") {
    this.lines = lines;
    this.value = value;
    this.xText = xText;
    this.marks = [];
    this.place = element("div", {});
    this.legend = element("ul", { class: "legend" });
    this.root = element("div", { class: "panel" }, element("h2", {}, title), this.legend, this.place);
    this.observer = new ResizeObserver(() => this.fit());
    this.observer.observe(this.place);
  }

  /** Colours have changed. */
  restyle() {
    this.plot?.destroy();
    this.plot = null;
    if (this.data) {
      this.show(this.data, this.marks);
    }
  }

  fit() {
    if (this.plot && this.place.clientWidth > 0) {
      this.plot.setSize({ width: this.place.clientWidth, height: HEIGHT });
    }
  }

  /** data: one array for x, one for each line; marks: [{x, colour, text}] */
  show(data, marks = []) {
    this.data = data;
    this.marks = marks;
    if (!this.plot) {
      this.make();
    } else {
      this.plot.setData(data);
    }
  }

  make() {
    this.legend.replaceChildren(...this.lines.map((line, index) =>
      element("li", {}, sample(line, index), line.text)));
    const axis = { stroke: colour("faint"), grid: { stroke: colour("line"), width: 1 }, ticks: { stroke: colour("line") } };
    this.plot = new uPlot(
      {
        width: Math.max(200, this.place.clientWidth),
        height: HEIGHT,
        legend: { show: false },
        cursor: { points: { size: 6 } },
        scales: { x: { time: false } },
        axes: [
          { ...axis, label: this.xText, labelSize: 18, size: 34, values: (_, all) => all.map(count) },
          { ...axis, size: 64, values: (_, all) => all.map(this.value) },
        ],
        series: [{}, ...this.lines.map((line, index) => ({
          label: line.text, stroke: colour(line.colour), width: 2, dash: DASHES[index], spanGaps: true,
        }))],
        hooks: { draw: [(plot) => this.drawMarks(plot)] },
      },
      this.data,
      this.place);
  }

  drawMarks(plot) {
    const pen = plot.ctx;
    const { top, height } = plot.bbox;
    pen.save();
    pen.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
    for (const mark of this.marks) {
      const x = Math.round(plot.valToPos(mark.x, "x", true));
      pen.strokeStyle = pen.fillStyle = colour(mark.colour);
      pen.lineWidth = devicePixelRatio;
      pen.beginPath();
      if (mark.text === null) {
        pen.moveTo(x, top + height - 8 * devicePixelRatio);
        pen.lineTo(x, top + height);
      } else {
        pen.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
        pen.moveTo(x, top);
        pen.lineTo(x, top + height);
        const right = x > plot.bbox.left + plot.bbox.width - 80 * devicePixelRatio;
        pen.textAlign = right ? "right" : "left";
        pen.fillText(mark.text, x + (right ? -4 : 4) * devicePixelRatio, top + 11 * devicePixelRatio);
      }
      pen.stroke();
      pen.setLineDash([]);
    }
    pen.restore();
  }
}
