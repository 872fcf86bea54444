// Turn the HTML of a text into nodes that can do nothing, and cut what is too long for a page.

const KNOWN = new Set(["P", "UL", "OL", "LI", "STRONG", "EM", "CODE", "PRE", "BLOCKQUOTE", "TABLE", "THEAD", "TBODY", "TR", "TH", "TD",
  "H2", "H3", "H4", "H5", "H6", "BR", "HR", "DIV"]);
const KEPT = { OL: ["start"], TH: ["scope"], DIV: ["class"] };

/** The nodes of a text, copied: known elements without what they could do, everything else as its words. */
export function pieces(html, inline = false) {
  const read = new DOMParser().parseFromString(`<body>${html}`, "text/html");
  const nodes = [...read.body.childNodes].map(copy).filter(Boolean);
  return inline ? nodes : nodes.filter((node) => node.nodeType === Node.ELEMENT_NODE).flatMap(entries);
}

function copy(node) {
  if (node.nodeType === Node.TEXT_NODE) return document.createTextNode(node.data);
  if (node.nodeType !== Node.ELEMENT_NODE) return null;
  const made = document.createElement(KNOWN.has(node.tagName) ? node.tagName : "span");
  for (const name of KEPT[node.tagName] ?? []) if (node.hasAttribute(name)) made.setAttribute(name, node.getAttribute(name));
  made.append(...[...node.childNodes].map(copy).filter(Boolean));
  return made;
}

// Every entry of a list is a list of its own, so that a page can end after it.
function entries(node) {
  if (!["UL", "OL"].includes(node.tagName)) return [node];
  const first = Number(node.getAttribute("start") ?? 1);
  return [...node.children].map((entry, i) => {
    const list = document.createElement(node.tagName);
    if (node.tagName === "OL") list.setAttribute("start", String(first + i));
    list.append(entry);
    return list;
  });
}

/** Take rows off the end of a table until it fits; return a table of them, or null where none could go. */
export function splitRows(wide, over) {
  const body = wide.querySelector("tbody");
  const rest = [];
  while (over() && body && body.rows.length > 1) {
    rest.unshift(body.lastElementChild);
    body.lastElementChild.remove();
  }
  if (!rest.length) return null;
  if (over()) {
    body.append(...rest);
    return null;
  }
  const next = wide.cloneNode(true);
  next.querySelector("tbody").replaceChildren(...rest);
  return next;
}
