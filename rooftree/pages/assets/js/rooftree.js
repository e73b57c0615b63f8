// What our pages add when scripts run. Every page works without this file.

import { initAll } from "./govuk-frontend.min.js";

initAll();

// Ctrl+K (or Cmd+K) goes to the find box from anywhere on a page.
document.addEventListener("keydown", (event) => {
  const find = document.getElementById("find");
  if (find && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    find.focus();
    find.select();
  }
});

// A part of a page that could not be fetched says so; a refusal (422) is swapped in as usual.
const didNotWork = () => document.getElementById("did-not-work");

const sayThatItDidNotWork = () => {
  const notice = didNotWork();
  if (notice) notice.textContent = notice.dataset.message;
};

document.addEventListener("htmx:before:request", () => {
  const notice = didNotWork();
  if (notice) notice.textContent = "";
});
document.addEventListener("htmx:error", sayThatItDidNotWork);
document.addEventListener("htmx:response:error", (event) => {
  if (event.detail?.ctx?.response?.status !== 422) sayThatItDidNotWork();
});

// Whatever was just swapped in may hold controls of the design system. What it has begun already it
// refuses to begin again, and that is no fault.
const sayUnlessBegunAlready = (error) => {
  if (error?.name !== "InitError") console.error(error);
};

document.addEventListener("htmx:after:swap", (event) => {
  initAll({ scope: event.detail?.ctx?.target ?? document.body, onError: sayUnlessBegunAlready });
});

// Within a worklist j goes to the next case and k to the one before. Only there: elsewhere a letter is a letter.
document.addEventListener("keydown", (event) => {
  const list = event.target.closest?.(".worklist");
  if (!list || event.ctrlKey || event.metaKey || event.altKey || !"jk".includes(event.key)) return;
  const cases = [...list.querySelectorAll(".worklist__case")];
  const here = cases.findIndex((link) => link.closest("tr").contains(event.target));
  cases[here + (event.key === "j" ? 1 : -1)]?.focus();
});
