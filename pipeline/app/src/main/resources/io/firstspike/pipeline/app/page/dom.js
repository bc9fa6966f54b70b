// Elements and figures. Text is always set as text: nothing that comes from a topic becomes markup.

/** Makes an element; properties that begin with "on" are listeners, null ones are left out. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) {
      made.addEventListener(name.slice(2), value);
    } else if (name === "class") {
      made.className = value;
    } else if (value !== null && value !== undefined && value !== false) {
      made.setAttribute(name, value === true ? "" : value);
    }
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

/** Makes an element of a drawing. */
export function drawn(tag, properties = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(properties)) {
    made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

const whole = new Intl.NumberFormat("en");
const short = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });

export const count = (number) => (number === null || number === undefined ? "–" : whole.format(number));
export const figure = (number) => (number === null || number === undefined ? "–" : short.format(number));
export const percent = (share) =>
  share === null || share === undefined ? "–" : (100 * share).toFixed(2) + " %";
export const clock = (millis) => new Date(millis).toLocaleTimeString();

/** A time span in milliseconds, with a unit that suits it. */
export function span(millis) {
  if (millis === null || millis === undefined) {
    return "–";
  }
  return millis < 1000 ? figure(millis) + " ms" : figure(millis / 1000) + " s";
}

/** The value of a colour of the style sheet. */
export const colour = (name) =>
  getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
