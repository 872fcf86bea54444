// Stages as stops of the keyboard and the mouse: which one is open, and how arrow keys go from one to the next.

import { StagePanel } from "./stage.js";

/** Holds the panel of the open stage; every lane's stages report to it. */
export class Stops {
  constructor(player) {
    this.player = player;
    this.opened = null;
    this.panel = new StagePanel((n) => player.choose(n), () => this.close(true));
  }

  /** Where a stage's button is: {lane, i}. */
  placeOf(stop) {
    const lane = this.player.views.findIndex((view) => view.stops.includes(stop));
    return lane < 0 ? null : { lane, i: this.player.views[lane].stops.indexOf(stop) };
  }

  /** Open what happens at a stage, or close it where it is open. */
  open(view, i) {
    if (!view?.stops[i]) return;
    const again = this.opened?.view === view && this.opened.i === i;
    this.close();
    if (again) return;
    this.opened = { view, i };
    this.marked();
    this.panel.show(view.lane, view.letter, i);
    this.player.draw(true);
    this.player.speak(this.panel.words(this.player.time));
  }

  /** Close the panel; `back` gives the focus back to its stage. */
  close(back = false) {
    if (!this.opened) return;
    const stop = this.opened.view.stops[this.opened.i];
    stop?.setAttribute("aria-expanded", "false");
    this.opened = null;
    this.panel.show(null);
    if (back) stop?.focus();
  }

  /** Say on the stage itself that it is open; lanes are built anew with every change of width. */
  marked() {
    this.opened?.view.stops[this.opened.i]?.setAttribute("aria-expanded", "true");
  }

  /** Along a lane with the arrow keys of its direction, across lanes with the others. */
  key(view, i, event) {
    const { views } = this.player;
    const [along, across] = view.vertical
      ? [["ArrowUp", "ArrowDown"], ["ArrowLeft", "ArrowRight"]] : [["ArrowLeft", "ArrowRight"], ["ArrowUp", "ArrowDown"]];
    const last = view.stops.length - 1;
    let to = null;
    if (along.includes(event.key)) to = view.stops[i + along.indexOf(event.key) * 2 - 1];
    else if (across.includes(event.key)) {
      const other = views[views.indexOf(view) + across.indexOf(event.key) * 2 - 1];
      to = other?.stops[Math.min(i, other.stops.length - 1)];
    } else if (event.key === "Home" || event.key === "End") to = view.stops[event.key === "Home" ? 0 : last];
    else if (event.key === "Escape") this.close(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
    if (to) this.go(to);
  }

  // One stop per lane is reached with Tab: the last that was visited.
  go(to) {
    const view = this.player.views.find((one) => one.stops.includes(to));
    view.stops.forEach((stop) => { stop.tabIndex = stop === to ? 0 : -1; });
    to.focus();
  }
}
