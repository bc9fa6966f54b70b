// What each layer has learned, as it learns.
import { Chart } from "./charts.js";
import { colour, count, drawn, element, figure } from "./dom.js";
import { ask, layerAddress } from "./server.js";

const LINES = ["right", "second", "third"];

/** How weights are spread, as bars. */
function bars(weights) {
  const most = Math.max(...weights.counts);
  const width = 100 / weights.counts.length;
  // Most weights are often in one bar: the root keeps the others visible.
  const height = (number) => (number === 0 ? 0 : Math.max(1, 60 * Math.sqrt(number / most)));
  return drawn("svg", { viewBox: "0 0 100 60", preserveAspectRatio: "none", height: 120, width: "100%", role: "img",
    "aria-label": `weights from ${figure(weights.from)} to ${figure(weights.to)}` },
    ...weights.counts.map((number, i) =>
      drawn("rect", { x: i * width, y: 60 - height(number), width: width * 0.9, height: height(number), fill: colour("right") })));
}

const STATES = {
  frozen: "frozen", learning: "learns now", waiting: "waits for the layers before it", deciding: "learns from labels",
  fixed: "decides, and does not learn",
};

export class Learned {
  constructor(page) {
    this.page = page;
    this.title = element("p", { class: "note" }, "No model has been published yet.");
    this.layers = element("div", {});
    this.charts = element("div", { class: "charts" });
    this.root = element("div", {}, this.title, this.layers, this.charts);
    this.loading = false;
  }

  restyle() {
    this.network = null;
    this.chart?.restyle();
    this.show();
  }

  show() {
    const shown = this.page.board?.shown;
    const wanted = shown?.version ? shown.key + "\n" + shown.version : null;
    if (wanted && wanted !== this.network && !this.loading) {
      this.load(shown.key, wanted);
    }
  }

  async load(key, wanted) {
    this.loading = true;
    try {
      const network = await ask("/api/network", { key });
      await this.fetchPictures(network);
      this.network = wanted;
      this.draw(network);
    } catch (failure) {
      this.title.textContent = failure.message;
    } finally {
      this.loading = false;
    }
  }

  draw(network) {
    this.title.replaceChildren("Network ", element("b", {}, network.network), ", version ",
      element("b", { "data-version": network.version }, network.version),
      network.pictured ? ". Light: wants light pixels there; dark: wants dark ones; grey: does not mind."
        : ". Neurons that fire many times encode: what they look for has no picture.");
    this.layers.replaceChildren(...network.layers.map((layer, index) => this.layer(network, layer, index)));
    this.converge(network);
  }

  layer(network, layer, index) {
    const facts = `${count(layer.maps)} maps of ${count(layer.synapses)} weights; ${STATES[layer.state]}; `
      + `${layer.state === "fixed" ? "compared with" : "learned from"} ${count(layer.learnedFrom)} `
      + (layer.decides ? "labels" : "frames");
    const converged = layer.convergence === null ? null
      : element("p", { class: "note" }, `Convergence, mean of w (1 − w): ${figure(layer.convergence)} (0: all weights are 0 or 1)`);
    return element("section", { class: "panel", "data-layer": layer.name },
      element("h2", {}, layer.decides ? layer.name + ", the decision layer" : layer.name),
      element("p", { class: "note" }, facts),
      element("div", { class: "layer" },
        this.picture(network, layer, index),
        element("div", {},
          element("p", { class: "note" }, `Weights, ${figure(layer.weights.from)} to ${figure(layer.weights.to)} (heights: roots of counts)`),
          bars(layer.weights), converged,
          layer.decides ? element("p", { class: "note" }, "In the order of the labels: " + network.labels.join(", ")) : null)));
  }

  picture(network, layer, index) {
    if (!network.pictured) {
      return null;
    }
    const address = layerAddress(network.modelKey, index, layer.fingerprint);
    return this.pictures.get(address)
      ? element("img", { src: address, alt: `what each map of ${layer.name} has learned` })
      : element("p", { class: "note" }, "No picture: it would be too large.");
  }

  /** Pictures are there before they are shown, so that nothing flickers. */
  async fetchPictures(network) {
    const known = this.pictures ?? new Map();
    this.pictures = new Map();
    for (const [index, layer] of network.pictured ? network.layers.entries() : []) {
      const address = layerAddress(network.modelKey, index, layer.fingerprint);
      const picture = new Image();
      picture.src = address;
      this.pictures.set(address, known.get(address)
        ?? await picture.decode().then(() => true, () => false));
    }
  }

  converge(network) {
    const course = network.converging;
    const names = network.layers.filter((layer) => !layer.decides).map((layer) => layer.name);
    if (names.length === 0 || names.length > LINES.length || course.length < 2) {
      this.charts.replaceChildren();
      this.chart = null;
      return;
    }
    if (!this.chart || this.chart.names !== names.join("\n")) {
      this.chart = new Chart("Convergence of the feature layers",
        names.map((name, i) => ({ text: name, colour: LINES[i] })), figure, "frames learned from");
      this.chart.names = names.join("\n");
      this.charts.replaceChildren(this.chart.root);
    }
    this.chart.show([course.map((one) => one.learnedFrom),
      ...names.map((_, layer) => course.map((one) => one.values[layer]))]);
  }
}
