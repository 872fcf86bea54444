// Times, durations and counts in words.

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const LONG = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const two = (n) => String(n).padStart(2, "0");

function parts(hours) {
  const minutes = Math.floor(hours * 60 + 1e-6);
  const day = Math.floor(minutes / 1440);
  return { week: Math.floor(day / 7) + 1, day: day % 7, clock: `${two(Math.floor((minutes % 1440) / 60))}:${two(minutes % 60)}` };
}

/** "Fri 14:20". Time 0 is Monday 00:00. */
export function when(hours) {
  const { day, clock } = parts(hours);
  return `${DAYS[day]} ${clock}`;
}

/** "Week 3, Friday 14:20", for people who listen. */
export function whenLong(hours) {
  const { week, day, clock } = parts(hours);
  return `Week ${week}, ${LONG[day]} ${clock}`;
}

/** The number of the week, from 1. */
export function week(hours) {
  return parts(hours).week;
}

/** "Mon" … "Sun" of a day counted from 0. */
export function dayName(day) {
  return DAYS[((day % 7) + 7) % 7];
}

/** "fri 15:00" as "Friday 15:00" or "Fri 15:00"; other words stay as they are. */
export function departure(text, short = false) {
  const [name, ...rest] = text.trim().split(/\s+/);
  const index = DAYS.findIndex((day) => day.toLowerCase() === name.slice(0, 3).toLowerCase());
  return index < 0 ? text : [(short ? DAYS : LONG)[index], ...rest].join(" ");
}

/** "28 h 06 min", "19 min", "4 days 3 h". */
export function span(hours) {
  const minutes = Math.round(hours * 60);
  if (minutes < 1) return hours > 0 ? "under 1 min" : "0 min";
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 72 * 60) return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
  const whole = Math.round(hours);
  return `${Math.floor(whole / 24)} days ${whole % 24} h`;
}

/** "25 h", "18 min", "4.2 days": short enough for big type. */
export function short(hours) {
  if (hours < 1) return `${Math.round(hours * 60)} min`;
  if (hours < 10) return `${hours.toFixed(1)} h`;
  return hours < 72 ? `${Math.round(hours)} h` : `${(hours / 24).toFixed(1)} days`;
}

/** "1 change", "3 changes". */
export function count(n, noun) {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
