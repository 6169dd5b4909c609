// Drag a session onto another day (or room) of the calendar: it ends on the same form as the link "Déplacer".
const cell = (event) => event.target.closest("[data-jour]");
for (const item of document.querySelectorAll("[data-deplacer]")) {
  item.draggable = true;
  item.addEventListener("dragstart", (event) => {
    event.dataTransfer.setData("text/x-seance", item.dataset.deplacer);
    event.dataTransfer.effectAllowed = "move";
  });
}
document.addEventListener("dragover", (event) => {
  if (cell(event) && event.dataTransfer.types.includes("text/x-seance")) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  const to = cell(event);
  const address = event.dataTransfer.getData("text/x-seance");
  if (!to || !address.startsWith("/bureau/")) return;
  event.preventDefault();
  const asked = new URLSearchParams({ jour: to.dataset.jour });
  if (to.dataset.salle) asked.set("salle", to.dataset.salle);
  location.assign(`${address}?${asked}`);
});
