// What the browser remembers of a game: its moment, what it sent without an answer, the clicks of a runbook.

const EMPTY = { time: 0, pending: null, clicks: [] };

/** The memory of one game; a browser that keeps nothing only forgets. */
export class Memory {
  constructor(id) {
    this.name = `greenlane.game.${id}`;
  }

  read() {
    try {
      const found = JSON.parse(localStorage.getItem(this.name)) ?? {};
      const { time, pending, clicks } = found;
      const sound = pending && /^[A-Za-z0-9-]{1,40}$/.test(pending.id) && Number.isFinite(pending.time) && Array.isArray(pending.clicks);
      return { time: Number.isFinite(time) ? time : 0, pending: sound ? pending : null, clicks: Array.isArray(clicks) ? clicks.filter(Number.isInteger) : [] };
    } catch {
      return { ...EMPTY };
    }
  }

  write(value) {
    try {
      localStorage.setItem(this.name, JSON.stringify(value));
    } catch {
      // Without room or permission the game goes on; a reload goes back to the last press.
    }
  }
}
