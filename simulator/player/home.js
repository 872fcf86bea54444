// The picture of the home page: two lanes moving, and the strip of the four marks below them.

import { h } from "./dom.js";
import { Lanes } from "./lanes.js";
import { Strip } from "./strip.js";

/** The view `home`: `lanes` is the value of the view `lanes` or null, `marks` that of the view `marks`. */
export class Home {
  constructor(root, data) {
    const places = [h("div", {}), h("div", { class: "below" })];
    root.append(...places);
    this.parts = [data.lanes ? new Lanes(places[0], data.lanes) : null, new Strip(places[1], data.marks)];
  }

  theme() {
    for (const part of this.parts) part?.theme();
  }

  destroy() {
    for (const part of this.parts) part?.destroy();
  }
}
