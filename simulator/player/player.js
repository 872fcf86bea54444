// The component: Streamlit calls the default export at mount and again on every change of data or theme.

import { h } from "./dom.js";
import { Game } from "./game.js";
import { Home } from "./home.js";
import { Lanes } from "./lanes.js";
import { Profile } from "./profile.js";
import { Strip } from "./strip.js";
import { Workflow } from "./workflow.js";

const VIEWS = { home: Home, lanes: Lanes, workflow: Workflow, marks: Strip, profile: Profile, game: Game };
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
    one.view?.destroy();
    one.root.remove();
    MOUNTED.delete(parentElement);
  };
}

// A view that can go on with new data says so in take(); any other is made anew.
function renew(one, data) {
  one.view?.destroy();
  one.root.replaceChildren();
  const View = VIEWS[data?.view];
  one.view = View ? new View(one.root, data, one.report) : null;
  one.root.dataset.view = data?.view ?? "";
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
