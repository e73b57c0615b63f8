// The quick exit of a sensitive page: gone at once, with nothing to go back to. Without scripts it is a link.

const link = document.querySelector("[data-quick-exit]");

const leave = () => {
  document.title = link.dataset.title;
  document.body.replaceChildren();
  location.replace(link.href);
};

if (link) {
  document.documentElement.classList.add("has-quick-exit");
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });

  let presses = [];
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift") {
      presses = [];
      return;
    }
    presses = [...presses, event.timeStamp].filter((when) => event.timeStamp - when < 3000);
    if (presses.length >= 3) leave();
  });

  // A browser that kept the page to go back to does not show it again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}
