// The legend: the signs of the road that these lanes can show.

import { h, s } from "./dom.js";
import { icon } from "./marks.js";

/** A legend of the signs on the road. */
export function legend(lanes) {
  const item = (picture, text) => h("li", {}, picture, text);
  const small = (...children) => s("svg", { width: 22, height: 14, "aria-hidden": "true", class: "icon" }, ...children);
  const list = h("ul", { class: "legend" },
    item(small(s("circle", { class: "ink", cx: 11, cy: 7, r: 6.5 })), "a change"),
    item(icon("failed", 14), "failed"));
  const urgent = lanes.find((lane) => lane.ranks.length);
  if (urgent) {
    const first = urgent.classes[urgent.ranks.indexOf(0)];
    list.append(item(small(s("path", { class: "ink", d: "M11 -1.5L19.5 7 11 15.5 2.5 7Z" })), `${first.id.replaceAll("-", " ")}, goes first`));
  }
  const outcomes = new Set(lanes.flatMap((lane) => lane.changes.flatMap((change) => change.visits.map((visit) => visit.outcome))));
  if (outcomes.has(1)) list.append(item(small(s("circle", { class: "ring", cx: 11, cy: 7, r: 5.5 })), "sent back"));
  if (outcomes.has(3)) {
    list.append(item(small(s("circle", { class: "again", cx: 11, cy: 7, r: 6 }), s("text", { class: "again", x: 11, y: 10.5, "text-anchor": "middle", text: "2" })),
      "second attempt after a red check"));
  }
  if (lanes.some((lane) => lane.deployments.some((one) => one.size > 1))) {
    list.append(item(icon("train", 18), "a train"),
      item(small(s("rect", { class: "open", x: 4, y: 0.5, width: 13, height: 13, rx: 3 })), "one deployment of many changes"));
  }
  if (lanes.some((lane) => lane.stages.some((stage) => stage.mark === "button") && lane.departures.length)) list.append(item(icon("button", 14), "a press"));
  list.append(item(small(s("rect", { class: "ink", x: 10, y: 1, width: 2.5, height: 12 })), "a deployment"));
  list.append(item(small(s("rect", { class: "edge", x: 0.5, y: 2.5, width: 21, height: 9 })), "waiting"));
  if (lanes.some((lane) => lane.closed.length)) list.append(item(icon("closed", 14), "closed hours"));
  if (lanes.some((lane) => lane.frozen.length)) list.append(item(icon("frozen", 14), "frozen after a failure"));
  return list;
}
