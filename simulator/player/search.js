// Find places in sorted times by halving.

/** How many of the sorted times are at or before t. */
export function upTo(times, t) {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] <= t) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Numbers in rising order; Infinity may be among them. */
export function sorted(numbers) {
  return [...numbers].sort((a, b) => (a === b ? 0 : a - b));
}
