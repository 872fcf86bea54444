// Save the lanes as they stand as a picture, SVG or PNG, made in the browser: no server, no other host, no blob.

import { h, s } from "./dom.js";

const EDGE = 24;
const HEAD = 56;
const FOOT = 32;
const SHARP = 2; // pixels of a PNG per CSS pixel
const LOOKS = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-linecap", "stroke-linejoin",
  "stroke-dasharray", "opacity", "display"];

/**
 * Return what `box` shows as the text of an SVG file of its own. `drawn` holds canvases with how to draw each anew:
 * Map(canvas → svg group); `title`, `note` and `palette` make the head and the foot.
 */
export function asSvg(box, drawn, { title, note, palette }) {
  const frame = box.getBoundingClientRect();
  const [width, height] = [Math.ceil(frame.width) + 2 * EDGE, Math.ceil(frame.height) + HEAD + FOOT];
  const picture = s("svg", { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}`,
    "font-family": "Inter, system-ui, sans-serif", role: "img", "aria-label": `${title}. ${note}` });
  picture.append(s("title", { text: title }), s("desc", { text: note }),
    s("rect", { width, height, fill: palette.bg }),
    line(title, EDGE, 36, { size: 20, weight: 650, fill: palette.ink }),
    line(note, EDGE, height - 12, { size: 12.5, weight: 400, fill: palette.ink2 }));
  const group = s("g", { transform: `translate(${EDGE} ${HEAD})` });
  copy(box, group, frame, drawn);
  picture.append(group);
  return new XMLSerializer().serializeToString(picture);
}

function line(text, x, y, { size, weight, fill }) {
  return s("text", { x, y, "font-size": size, "font-weight": weight, fill, text });
}

// Walk through what is shown: pictures are copied with their colors, canvases drawn anew, words put where they stand.
function copy(node, group, frame, drawn) {
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) words(child, group, frame);
    else if (child.nodeType !== Node.ELEMENT_NODE || isHidden(child)) continue;
    else if (child.matches(".lane + .lane")) { rule(child, group, frame); copy(child, group, frame, drawn); }
    else if (child.localName === "svg") group.append(placed(outlined(child), child, frame));
    else if (child.localName === "canvas") {
      if (drawn.has(child)) group.append(placed(drawn.get(child), child, frame));
    } else copy(child, group, frame, drawn);
  }
}

function isHidden(node) {
  const style = getComputedStyle(node);
  return style.display === "none" || style.clipPath !== "none";
}

// The hairline between two lanes.
function rule(node, group, frame) {
  const { borderTopWidth, borderTopColor } = getComputedStyle(node);
  if (borderTopWidth === "0px") return;
  const box = node.getBoundingClientRect();
  const y = box.top - frame.top + 0.5;
  group.append(s("path", { d: `M${box.left - frame.left} ${y}H${box.right - frame.left}`, stroke: borderTopColor }));
}

function placed(picture, at, frame) {
  const box = at.getBoundingClientRect();
  return s("g", { transform: `translate(${(box.left - frame.left).toFixed(2)} ${(box.top - frame.top).toFixed(2)})` }, picture);
}

// A copy that needs no style sheet: each shape carries its own colors.
function outlined(svg) {
  const twin = svg.cloneNode(true);
  const [from, to] = [[svg, ...svg.querySelectorAll("*")], [twin, ...twin.querySelectorAll("*")]];
  from.forEach((node, i) => {
    const style = getComputedStyle(node);
    for (const name of LOOKS) {
      const value = style.getPropertyValue(name);
      if (name === "display" ? value === "none" : value !== "1" || to[i].hasAttribute(name)) to[i].setAttribute(name, value);
    }
    if (node.localName === "text") for (const name of ["font-size", "font-weight"]) to[i].setAttribute(name, style.getPropertyValue(name));
    to[i].removeAttribute("class");
  });
  return twin;
}

// One text per line, as wide as it stands on the page, whatever font the picture is read with.
function words(node, group, frame) {
  const style = getComputedStyle(node.parentElement);
  if (!node.data.trim() || style.visibility === "hidden") return;
  const size = Number.parseFloat(style.fontSize);
  for (const { text, box } of linesOf(node)) {
    const base = box.top - frame.top + box.height / 2 + size * 0.36;
    group.append(s("text", { x: (box.left - frame.left).toFixed(1), y: base.toFixed(1), "font-size": size, "font-weight": style.fontWeight,
      fill: style.color, textLength: box.width.toFixed(1), lengthAdjust: "spacingAndGlyphs", text }));
  }
}

function linesOf(node) {
  const range = document.createRange();
  const found = [];
  for (const match of node.data.matchAll(/\S+\s*/g)) {
    range.setStart(node, match.index);
    range.setEnd(node, match.index + match[0].trimEnd().length);
    const box = range.getBoundingClientRect();
    const last = found[found.length - 1];
    if (!box.width) continue;
    if (last && Math.abs(last.box.top - box.top) < 2) {
      last.end = match.index + match[0].trimEnd().length;
    } else found.push({ start: match.index, end: match.index + match[0].trimEnd().length, box });
  }
  return found.map(({ start, end }) => {
    range.setStart(node, start);
    range.setEnd(node, end);
    return { text: node.data.slice(start, end).replace(/\s+/g, " "), box: range.getBoundingClientRect() };
  });
}

/** Give a file to the person: a link that the browser saves. */
export function save(name, href) {
  const link = h("a", { href, download: name });
  document.body.append(link);
  link.click();
  link.remove();
}

/** The address of an SVG's text, for a link or an image. */
export function svgAddress(text) {
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
}

/** Turn the text of an SVG into the address of a PNG. */
export async function pngAddress(text) {
  const image = new Image();
  image.src = svgAddress(text);
  await image.decode();
  const canvas = h("canvas", { width: image.width * SHARP, height: image.height * SHARP });
  const context = canvas.getContext("2d");
  context.scale(SHARP, SHARP);
  context.drawImage(image, 0, 0);
  return canvas.toDataURL("image/png");
}
