// The keys of the desk, listed at /bureau/clavier where they can be switched off; none while somebody writes.
const places = { a: "/bureau", g: "/bureau/planning", l: "/bureau/programme", c: "/bureau/appels", n: "/bureau/seances/nouvelle", "?": "/bureau/clavier" };
const writes = (element) => element.closest("input, textarea, select, [contenteditable], dialog");
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.repeat || writes(event.target)) return;
  const box = document.getElementById("recherche");
  const own = [...document.querySelectorAll("[data-touche]")].find((link) => link.dataset.touche === event.key);
  if (event.key === "/" && box) box.focus();
  else if (own) own.click();
  else if (places[event.key]) location.assign(places[event.key]);
  else return;
  event.preventDefault();
});
