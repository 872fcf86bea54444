// What can be said of a lane from its frames alone, up to the clock.

import { short } from "./words.js";

/** The facts of a lane up to time t: [{value, text}], the first in big type. */
export function soFar(lane, t) {
  const { live, failed, deployments } = lane.counts(t);
  const lead = lane.medianLead(t);
  return [
    { value: lead === null ? "none yet" : short(lead), text: "lead time so far (half are faster)" },
    { value: String(deployments), text: "deployments so far" },
    { value: String(live), text: "changes live so far" },
    { value: String(failed), text: "failed changes so far" },
  ];
}
