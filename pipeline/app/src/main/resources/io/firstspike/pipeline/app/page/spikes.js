// The spikes of a chosen frame, layer by layer and time step by time step.
import { colour, count, drawn, element, figure } from "./dom.js";
import { ask } from "./server.js";

// Early spikes are light, late ones dark; the ground is dark in both themes.
const STOPS = [[253, 231, 37], [122, 209, 81], [34, 168, 132], [42, 120, 142], [112, 110, 200]];
const GROUND = [16, 19, 26];
const PAUSE = 500;
const RASTER = { width: 480, height: 240 };

/** The colour of a latency, 0 to steps - 1. */
function ofLatency(latency, steps) {
  const at = steps < 2 ? 0 : (latency / (steps - 1)) * (STOPS.length - 1);
  const low = Math.min(STOPS.length - 2, Math.floor(at));
  return STOPS[low].map((part, i) => Math.round(part + (at - low) * (STOPS[low + 1][i] - part)));
}

const bytes = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

export class Spikes {
  constructor(page) {
    this.page = page;
    this.step = 0;
    this.timer = null;
    this.slider = element("input", { type: "range", min: 0, max: 0, "aria-label": "Time step",
      oninput: () => this.goTo(Number(this.slider.value)) });
    this.play = element("button", { onclick: () => this.playOrStop() }, "Play");
    this.now = element("span", { class: "note", role: "status" });
    this.title = element("h2", {});
    this.scale = element("p", { class: "row note" });
    this.steps = element("div", { class: "steps" },
      this.play,
      element("button", { onclick: () => this.goTo(this.step - 1), "aria-label": "One step back" }, "◀"),
      element("button", { onclick: () => this.goTo(this.step + 1), "aria-label": "One step on" }, "▶"),
      this.slider, this.now);
    this.controls = element("div", { class: "panel", hidden: true }, this.title, this.steps, this.scale);
    this.message = element("p", { class: "empty" });
    this.stages = element("div", { class: "stages" });
    this.root = element("div", {}, this.message, this.controls, this.stages);
  }

  restyle() {
    if (this.raster) {
      this.draw();
    }
  }

  /** The view is left. */
  leave() {
    this.stop();
  }

  show() {
    const shown = this.page.board?.shown;
    const frame = this.page.place.frame ?? shown?.frames[0]?.id;
    if (!shown || !frame) {
      this.message.textContent = "No frame has been decided on yet.";
      return;
    }
    const wanted = shown.key + "\n" + frame;
    if (wanted !== this.wanted && shown.version) {
      this.wanted = wanted;
      this.load(shown.key, frame);
    }
  }

  async load(key, frame) {
    this.stop();
    try {
      const raster = await ask("/api/raster", { key, frame });
      raster.layers.forEach((layer) => {
        layer.latencies = layer.latencies === null ? null : bytes(layer.latencies);
      });
      this.raster = raster;
      this.message.textContent = "";
      this.make();
    } catch (failure) {
      this.raster = null;
      this.controls.hidden = true;
      this.stages.replaceChildren();
      this.message.textContent = failure.message;
    }
  }

  make() {
    const { raster } = this;
    this.controls.hidden = false;
    this.title.textContent =
      `Frame ${raster.frameId} through ${raster.version}: ${raster.decided === null ? "silent" : "decided " + raster.decided}`;
    this.slider.max = raster.steps - 1;
    this.scale.replaceChildren("Time step of the first spike: 0 ", this.legend(), ` ${raster.steps - 1}`,
      element("a", { href: this.page.address({ view: "spikes", frame: raster.frameId }) }, "Permalink"));
    this.views = raster.layers.map((layer) => this.stage(layer));
    this.decision = element("div", { class: "panel" });
    this.stages.replaceChildren(...this.views.map((view) => view.root), this.decision);
    this.goTo(raster.steps - 1);
  }

  legend() {
    const { steps } = this.raster;
    return drawn("svg", { viewBox: `0 0 ${steps} 1`, preserveAspectRatio: "none", width: 160, height: 14, "aria-hidden": "true" },
      ...Array.from({ length: steps }, (_, t) =>
        drawn("rect", { x: t, y: 0, width: 1.02, height: 1, fill: `rgb(${ofLatency(t, steps)})` })));
  }

  stage(layer) {
    const facts = `${count(layer.maps)} maps of ${layer.height} x ${layer.width}; ${count(layer.spikes)} of `
      + `${count(layer.maps * layer.height * layer.width)} neurons fire`;
    if (layer.latencies === null) {
      return { root: element("section", { class: "panel" }, element("h2", {}, layer.name),
        element("p", { class: "note" }, facts), element("p", { class: "note" }, "Too many neurons to be drawn.")), layer };
    }
    const raster = element("canvas", { class: "dark", role: "img", width: RASTER.width, height: RASTER.height,
      "aria-label": `raster of ${layer.name}: ${facts}` });
    const maps = element("canvas", { class: "dark", role: "img", "aria-label": `maps of ${layer.name}` });
    const now = element("p", { class: "note" });
    const root = element("section", { class: "panel", "data-stage": layer.name },
      element("h2", {}, layer.name), element("p", { class: "note" }, facts), now,
      element("p", { class: "note" }, "Raster: time steps from left to right, maps from top to bottom"), raster,
      element("p", { class: "note" }, "The same spikes where they are, map by map"), maps);
    return { root, layer, raster, maps, now };
  }

  goTo(step) {
    this.step = Math.max(0, Math.min(this.raster.steps - 1, step));
    this.slider.value = this.step;
    this.now.textContent = `time step ${this.step} of ${this.raster.steps - 1}`;
    this.draw();
  }

  playOrStop() {
    if (this.timer) {
      this.stop();
      return;
    }
    if (this.step === this.raster.steps - 1) {
      this.goTo(0);
    }
    this.play.textContent = "Stop";
    this.timer = setInterval(() => {
      this.goTo(this.step + 1);
      if (this.step === this.raster.steps - 1) {
        this.stop();
      }
    }, PAUSE);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.play.textContent = "Play";
  }

  draw() {
    for (const view of this.views) {
      if (view.raster) {
        const upTo = view.layer.latencies.reduce((sum, latency) => sum + (latency <= this.step ? 1 : 0), 0);
        view.now.textContent = `${count(upTo)} spikes up to time step ${this.step}`;
        this.drawRaster(view.raster, view.layer);
        this.drawMaps(view.maps, view.layer);
      }
    }
    this.drawDecision();
  }

  drawRaster(canvas, layer) {
    const { steps } = this.raster;
    const pen = canvas.getContext("2d");
    pen.fillStyle = `rgb(${GROUND})`;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    const column = canvas.width / steps;
    const row = canvas.height / layer.maps;
    const size = layer.height * layer.width;
    pen.fillStyle = "rgba(255, 255, 255, .12)";
    pen.fillRect(this.step * column, 0, column, canvas.height);
    const dot = { width: 1.5, height: Math.max(1, Math.min(3, row)) };
    layer.latencies.forEach((latency, neuron) => {
      if (latency < steps && latency <= this.step) {
        pen.fillStyle = `rgb(${ofLatency(latency, steps)})`;
        pen.fillRect((latency + ((neuron % size) + 0.5) / size) * column,
          (Math.floor(neuron / size) + (((neuron % size) / size) * 0.8)) * row, dot.width, dot.height);
      }
    });
  }

  drawMaps(canvas, layer) {
    const { steps } = this.raster;
    const columns = Math.ceil(Math.sqrt((layer.maps * layer.height) / layer.width * 1.6));
    const rows = Math.ceil(layer.maps / columns);
    canvas.width = columns * (layer.width + 1) + 1;
    canvas.height = rows * (layer.height + 1) + 1;
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#2b313d";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    const size = layer.height * layer.width;
    const picture = pen.createImageData(layer.width, layer.height);
    for (let map = 0; map < layer.maps; map++) {
      for (let i = 0; i < size; i++) {
        const latency = layer.latencies[map * size + i];
        const shade = latency < steps && latency <= this.step ? ofLatency(latency, steps) : GROUND;
        picture.data.set([...shade, 255], 4 * i);
      }
      pen.putImageData(picture, 1 + (map % columns) * (layer.width + 1), 1 + Math.floor(map / columns) * (layer.height + 1));
    }
    canvas.style.imageRendering = "pixelated";
  }

  drawDecision() {
    const { raster } = this;
    const title = element("h2", {}, "Decision");
    if (raster.potentials === null) {
      this.decision.replaceChildren(title, element("p", {}, raster.decided === null ? "silent"
        : `decided ${raster.decided}, by threshold`));
      return;
    }
    const now = raster.potentials[this.step];
    const all = raster.potentials.flat();
    const low = Math.min(0, ...all);
    const range = Math.max(0, ...all) - low || 1;
    const best = now.indexOf(Math.max(...now));
    const table = element("div", { class: "potentials" });
    raster.labels.forEach((label, i) => {
      const from = (Math.min(0, now[i]) - low) / range;
      const first = i === best ? "first" : "";
      table.append(element("span", { class: first }, label),
        element("div", { class: "track" },
          drawn("svg", { viewBox: "0 0 1 1", preserveAspectRatio: "none", "aria-hidden": "true" },
            drawn("rect", { x: from, y: 0, width: Math.abs(now[i]) / range, height: 1,
              fill: colour(i === best ? "right" : "silent") }),
            drawn("rect", { x: -low / range - 0.002, y: 0, width: 0.004, height: 1, fill: colour("text") }))),
        element("span", { class: first, "data-potential": label }, figure(now[i])));
    });
    this.decision.replaceChildren(title,
      element("p", { class: "note" }, `Highest potential of each label, from all spikes up to time step ${this.step}`), table);
  }
}
