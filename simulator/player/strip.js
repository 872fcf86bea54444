// The strip of the four marks: icon, word, road surface, meaning.

import { h, s } from "./dom.js";
import { labelled, surface } from "./marks.js";

/** The view `marks`. */
export class Strip {
  constructor(root, data) {
    const items = data.marks.map(({ mark, word, meaning }) => h("li", {},
      labelled(mark, word, 28),
      s("svg", { class: "sample", height: 7, "aria-hidden": "true", focusable: "false" },
        s("g", { transform: "translate(0 3.5)" }, surface(mark, 0, 1600, 7))),
      h("span", { class: "meaning", text: meaning })));
    const told = data.title || data.text
      ? h("div", { class: "told" }, data.title ? h("b", { text: data.title }) : null, data.text ? h("p", { text: data.text }) : null)
      : null;
    this.node = h("div", { class: "strip" }, told, h("ul", { role: "list", "aria-label": "The four marks" }, ...items));
    root.append(this.node);
  }

  theme() {}

  destroy() {
    this.node.remove();
  }
}
