// Pages marked `data-live` follow what happens: fetched again every few seconds while somebody
// looks, and changed only where they differ. Without JavaScript they are read as they are.
"use strict";

const EVERY_MS = 5000;
const live = document.querySelector("main[data-live]");
let seen = null;

function openDetails(main) {
  return new Set([...main.querySelectorAll("details[open][id]")].map((element) => element.id));
}

function isBusy() {
  const focused = document.activeElement;
  return (live.contains(focused) && focused.matches("input, select")) ||
    !getSelection().isCollapsed;
}

// How to find again, in the new content, what has the focus in the old.
function pathTo(element) {
  if (!live.contains(element)) return null;
  if (element.matches("a[href]")) return `a[href="${CSS.escape(element.getAttribute("href"))}"]`;
  const named = element.closest("[id]");
  return named && named !== live ? `#${CSS.escape(named.id)} > ${element.localName}` : null;
}

async function refresh() {
  if (document.hidden || isBusy()) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = fresh.querySelector("main[data-live]");
  if (!main || main.innerHTML === seen || isBusy()) return;
  seen = main.innerHTML;
  const opened = openDetails(live);
  const focused = pathTo(document.activeElement);
  live.replaceChildren(...main.childNodes);
  for (const id of opened) {
    const element = document.getElementById(id);
    if (element) element.open = true;
  }
  if (focused) live.querySelector(focused)?.focus({ preventScroll: true });
  document.querySelector("footer").replaceWith(fresh.querySelector("footer"));
}

if (live) setInterval(() => refresh().catch(() => {}), EVERY_MS);
