// Draws a slice of the agenda inside a page of another site: plain elements, which that site may style by their classes.
// <div data-agendatheque data-theme="email"><a href="…">L'agenda</a></div>: until it is drawn, the link stands there.
// Each data-… is a filter of the agenda; lang and nombre are read too. It asks for script-src and connect-src of its own
// origin, for no style, and makes no HTML out of text.
const home = new URL(import.meta.url).origin;

function made(name, kind, text = "", values = {}) {
  const element = document.createElement(name);
  if (kind) element.className = `agendatheque-${kind}`;
  for (const [key, value] of Object.entries(values)) element.setAttribute(key, value);
  element.textContent = text;
  return element;
}

function line(session) {
  const item = made("li", session.cancelled ? "seance agendatheque-annulee" : "seance");
  const parts = [
    made("a", "titre", session.title, { href: session.url }),
    made("time", "quand", session.when, { datetime: session.start }),
    made("span", "lieu", session.place),
    made("span", "places", session.seats),
  ];
  for (const part of parts.filter((each) => each.textContent)) {
    if (item.childNodes.length) item.append(document.createElement("br"));
    item.append(part);
  }
  return item;
}

async function draw(place) {
  const { agendatheque: _, ...asked } = place.dataset;
  asked.lang ??= document.documentElement.lang.slice(0, 2);
  const query = new URLSearchParams(Object.entries(asked).filter(([, value]) => value));
  const answer = await fetch(`${home}/integrer/1/agenda.json?${query}`, { credentials: "omit" });
  if (!answer.ok) return;
  const slice = await answer.json();
  const list = made("ul", "liste");
  list.append(...slice.sessions.map(line));
  const rest = made("p", "suite");
  rest.append(made("a", "", slice.all, { href: slice.url }));
  place.lang = slice.lang;
  place.replaceChildren(slice.sessions.length ? list : made("p", "rien", slice.none), rest);
}

for (const place of document.querySelectorAll("[data-agendatheque]")) draw(place).catch(() => {});
