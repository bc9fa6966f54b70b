// What the page asks of its server.

const token = document.querySelector("meta[name=token]").content;

/** Listens to the board of a model key; returns a function that ends it. */
export function listen(key, onBoard, onState) {
  const events = new EventSource("/events" + (key ? "?key=" + encodeURIComponent(key) : ""));
  events.onopen = () => onState(true);
  events.onerror = () => onState(false);
  events.onmessage = (event) => onBoard(JSON.parse(event.data));
  return () => events.close();
}

const address = (path, parameters) => path + "?" + new URLSearchParams(parameters);

/** Asks for JSON; throws what the server says is wrong. */
export async function ask(path, parameters) {
  const answer = await fetch(address(path, parameters));
  const body = await answer.json();
  if (!answer.ok) {
    throw new Error(body.error);
  }
  return body;
}

/** The address of a picture of a frame. */
export const frameAddress = (key, frame) => address("/api/frame", { key, frame });

/** The address of the picture of a layer; other weights have another address. */
export const layerAddress = (key, layer, fingerprint) =>
  address("/api/layer", { key, layer, fingerprint });

/** Gives a frame its label; throws what the server says is wrong. */
export async function giveLabel(key, frame, label) {
  const answer = await fetch("/api/labels", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-FirstSpike-Token": token },
    body: JSON.stringify({ key, frame, label }),
  });
  const body = await answer.json();
  if (!answer.ok) {
    throw new Error(body.error);
  }
  return body.written;
}
