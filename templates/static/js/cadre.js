// Inside a frame that lets no link lead out of it, as WordPress makes them of an address that was pasted: asks the page
// around to follow the link, and tells it how high we are. Anywhere else it does nothing.
const secret = location.hash.split("secret=")[1];
if (secret && window.parent !== window) {
  const say = (message, value) => window.parent.postMessage({ message, value, secret }, "*");
  say("height", document.documentElement.scrollHeight);
  for (const link of document.links) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      say("link", link.href);
    });
  }
}
