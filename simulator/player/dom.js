// Make elements. Text always goes in as text: no data is ever read as markup.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") node.textContent = value;
    else if (name === "style") for (const [key, v] of Object.entries(value)) node.style.setProperty(key, v);
    else if (name.startsWith("on")) node[name] = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** Make an HTML element: h("p", {class: "note", text: "…"}, child, …). */
export function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** Make an SVG element. */
export function s(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** Write text only where it changed, so that nothing is laid out for nothing. */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Set an attribute only where it changed. */
export function mark(node, name, value) {
  if (value === null) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, String(value));
}

/**
 * A row of real buttons of which one is chosen: a radio group with arrow keys.
 * options: [{id, label}]; choose(id) is called with each new choice.
 */
export function choice(name, options, chosen, choose) {
  const buttons = options.map(({ id, label }) =>
    h("button", { type: "button", role: "radio", class: "choice", "data-id": id, text: label }));
  const group = h("div", { role: "radiogroup", class: "choices", "aria-label": name }, ...buttons);
  const select = (index, focus) => {
    buttons.forEach((button, i) => {
      button.setAttribute("aria-checked", String(i === index));
      button.tabIndex = i === index ? 0 : -1;
    });
    if (focus) buttons[index].focus();
  };
  const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  buttons.forEach((button, index) => {
    button.onclick = () => { select(index, false); choose(options[index].id); };
    button.onkeydown = (event) => {
      const count = buttons.length;
      let to = null;
      if (event.key in STEPS) to = (index + STEPS[event.key] + count) % count;
      else if (event.key === "Home") to = 0;
      else if (event.key === "End") to = count - 1;
      if (to === null) return;
      event.preventDefault();
      event.stopPropagation();
      select(to, true);
      choose(options[to].id);
    };
  });
  select(Math.max(0, options.findIndex(({ id }) => id === chosen)), false);
  return group;
}

const REDUCED = matchMedia("(prefers-reduced-motion: reduce)");

/** Whether the person asked for less motion. */
export function still() {
  return REDUCED.matches;
}

/** Call back when the wish for less motion changes; returns how to stop listening. */
export function onStill(callback) {
  REDUCED.addEventListener("change", callback);
  return () => REDUCED.removeEventListener("change", callback);
}

/** A canvas sharp on any screen: returns its 2d context, cleared and scaled to CSS pixels. */
export function pen(canvas, width, height) {
  const ratio = Math.min(window.devicePixelRatio || 1, 3);
  const w = Math.round(width * ratio);
  const hh = Math.round(height * ratio);
  if (canvas.width !== w || canvas.height !== hh) {
    canvas.width = w;
    canvas.height = hh;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

const RULER = document.createElement("canvas").getContext("2d");

/** The width [px] of a text in a CSS font. */
export function textWidth(text, font) {
  RULER.font = font;
  return RULER.measureText(text).width;
}

/** Read the colors of the theme in force from the root's custom properties, and its font, for the canvas. */
export function colors(root) {
  const style = getComputedStyle(root);
  const names = ["bg", "raised", "line", "edge", "wait", "ink", "ink2", "ink3",
    "hand", "hourglass", "button", "bolt", "fail"];
  const found = names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]);
  return { ...Object.fromEntries(found), font: style.fontFamily };
}
