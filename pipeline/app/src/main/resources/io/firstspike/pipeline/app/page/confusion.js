// What was decided for each label.
import { count, element, percent } from "./dom.js";

export class Confusion {
  constructor(page) {
    this.page = page;
    this.root = element("div", { class: "panel" });
  }

  show() {
    const metrics = this.page.board?.shown?.metrics;
    if (!metrics?.confusion) {
      this.root.replaceChildren(element("p", { class: "empty" },
        metrics ? "The metrics have no confusion matrix: it would be too large for its topic."
          : "No metrics have come yet."));
      return;
    }
    const content = JSON.stringify([metrics.labels, metrics.confusion]);
    if (content === this.content) {
      return;
    }
    this.content = content;
    const head = element("tr", {}, element("td", {}, "label \\ decided"),
      ...metrics.labels.map((label) => element("th", { scope: "col" }, label)),
      element("th", { scope: "col" }, "silent"), element("th", { scope: "col" }, "right"));
    this.root.replaceChildren(
      element("h2", {}, "Decisions by label, since the learner began"),
      element("p", { class: "note" }, "The stronger its colour, the larger a cell's share of the row; framed: right."),
      element("div", { class: "scroll" },
        element("table", { class: "matrix" }, head,
          ...metrics.confusion.map((row, label) => this.row(metrics.labels, row, label)))));
  }

  row(labels, row, label) {
    const all = row.reduce((sum, one) => sum + one, 0);
    return element("tr", {},
      element("th", { scope: "row" }, labels[label]),
      ...row.map((number, decided) => {
        const cell = element("td", { class: decided === label ? "same" : "" }, number === 0 ? "" : count(number));
        const share = all === 0 ? 0 : number / all;
        cell.style.backgroundColor = `rgba(var(--cell), ${share === 0 ? 0 : 0.08 + 0.62 * share})`;
        return cell;
      }),
      element("td", {}, all === 0 ? "–" : percent(row[label] / all)));
  }
}
