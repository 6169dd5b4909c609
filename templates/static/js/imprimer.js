// Shows the print button where pressing it can work; without this module the page says how to print.
for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
for (const words of document.querySelectorAll("[data-print-words]")) words.hidden = true;
