// The component: Streamlit calls the default export at mount and again on every change of data or theme.

import { h } from "./dom.js";

// A page fetches the code of the views it shows, and of no other.
const VIEWS = {
  home: () => import("./home.js").then((found) => found.Home),
  lanes: () => import("./lanes.js").then((found) => found.Lanes),
  workflow: () => import("./workflow.js").then((found) => found.Workflow),
  marks: () => import("./strip.js").then((found) => found.Strip),
  profile: () => import("./profile.js").then((found) => found.Profile),
  game: () => import("./game.js").then((found) => found.Game),
  talk: () => import("./talk.js").then((found) => found.Talk),
  room: () => import("./room.js").then((found) => found.Room),
  comparison: () => import("./comparison.js").then((found) => found.Comparison),
};
const MOUNTED = new WeakMap();

export default function mount({ data: sent, parentElement, setTriggerValue }) {
  const data = unpacked(sent);
  let one = MOUNTED.get(parentElement);
  if (!one) {
    one = { root: h("div", { class: "gl" }), view: null, seen: "" };
    one.report = (name, value) => one.send?.(name, value);
    parentElement.append(one.root);
    MOUNTED.set(parentElement, one);
  }
  one.send = setTriggerValue;
  if (!one.root.isConnected) parentElement.append(one.root);
  one.root.dataset.theme = data?.theme ?? theme(one.root);
  const seen = JSON.stringify(data);
  if (seen !== one.seen) {
    one.seen = seen;
    if (!one.view?.take?.(data)) renew(one, data);
  }
  dress(one);
  return () => {
    cancelAnimationFrame(one.waiting);
    one.turn = null;
    one.view?.destroy();
    one.root.remove();
    MOUNTED.delete(parentElement);
  };
}

// A view that can go on with new data says so in take(); any other is made anew.
function renew(one, data) {
  one.view?.destroy();
  one.view = null;
  one.root.replaceChildren();
  one.root.dataset.view = data?.view ?? "";
  const turn = (one.turn = {}); // what was asked for last is drawn, however late an answer comes
  VIEWS[data?.view]?.().then((View) => {
    if (one.turn !== turn) return;
    one.view = new View(one.root, data, one.report);
    dress(one);
  });
}

// The style sheet may arrive after the script: colors and sizes are read once it is there.
function dress(one) {
  cancelAnimationFrame(one.waiting);
  if (getComputedStyle(one.root).getPropertyValue("--ink")) one.view?.theme();
  else one.waiting = requestAnimationFrame(() => dress(one));
}

// A view travels as the bytes of its JSON; as a plain value it is taken as it is.
function unpacked(sent) {
  return ArrayBuffer.isView(sent) ? JSON.parse(new TextDecoder().decode(sent)) : sent;
}

// Dark or light is what the page's own background is: it follows the system, the theme file and the menu.
function theme(root) {
  const probe = h("i", { style: { color: "var(--st-background-color, #fff)", display: "none" } });
  root.append(probe);
  const [r, g, b] = (getComputedStyle(probe).color.match(/[\d.]+/g) ?? [255, 255, 255]).map(Number);
  probe.remove();
  return 0.299 * r + 0.587 * g + 0.114 * b < 128 ? "dark" : "light";
}
