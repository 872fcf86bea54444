// A pen with the verbs of a canvas that writes SVG instead, so that a saved picture is drawn by the same code.

import { s } from "./dom.js";

/** Draws into an svg group what is asked of it as of a canvas: only the verbs the player uses. */
export class SvgPen {
  constructor() {
    this.node = s("g", {});
    Object.assign(this, { lineWidth: 1, strokeStyle: "#000", fillStyle: "#000", globalAlpha: 1, lineCap: "butt", font: "12px sans-serif", textAlign: "start" });
    this.path = "";
  }

  beginPath() { this.path = ""; }

  moveTo(x, y) { this.path += `M${near(x)} ${near(y)}`; }

  lineTo(x, y) { this.path += `L${near(x)} ${near(y)}`; }

  closePath() { this.path += "Z"; }

  // Only whole circles are drawn.
  arc(x, y, r) {
    this.path += `M${near(x - r)} ${near(y)}a${near(r)} ${near(r)} 0 1 0 ${near(2 * r)} 0a${near(r)} ${near(r)} 0 1 0 ${near(-2 * r)} 0Z`;
  }

  roundRect(x, y, w, h, r) {
    this.path += `M${near(x + r)} ${near(y)}h${near(w - 2 * r)}a${r} ${r} 0 0 1 ${r} ${r}v${near(h - 2 * r)}a${r} ${r} 0 0 1 ${-r} ${r}`
      + `h${near(2 * r - w)}a${r} ${r} 0 0 1 ${-r} ${-r}v${near(2 * r - h)}a${r} ${r} 0 0 1 ${r} ${-r}Z`;
  }

  fillRect(x, y, width, height) {
    this.node.append(s("rect", { x: near(x), y: near(y), width: near(width), height: near(height), fill: this.fillStyle, opacity: this.alpha() }));
  }

  fill() {
    this.node.append(s("path", { d: this.path, fill: this.fillStyle, opacity: this.alpha() }));
  }

  stroke() {
    this.node.append(s("path", { d: this.path, fill: "none", stroke: ink(this.strokeStyle), "stroke-width": this.lineWidth,
      "stroke-linecap": this.lineCap === "butt" ? null : this.lineCap, opacity: this.alpha() }));
  }

  fillText(text, x, y) {
    const [, weight, size] = this.font.match(/^(\d+) ([\d.]+)px/) ?? [null, "400", "12"];
    const anchor = this.textAlign === "center" ? "middle" : "start";
    this.node.append(s("text", { x: near(x), y: near(y + Number(size) * 0.35), "text-anchor": anchor, "font-size": size,
      "font-weight": weight, fill: this.fillStyle, text }));
  }

  // A trail fades; in a picture that stands still its strongest color stands for it.
  createLinearGradient() {
    return { stops: [], addColorStop(_, color) { this.stops.push(color); } };
  }

  alpha() {
    return this.globalAlpha === 1 ? null : this.globalAlpha;
  }
}

function ink(style) {
  return typeof style === "string" ? style : style.stops[style.stops.length - 1];
}

function near(number) {
  return Math.round(number * 100) / 100;
}
