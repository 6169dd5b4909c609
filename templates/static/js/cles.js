// Passkeys: asks the device for a key, or to sign with one, and sends what it says in an ordinary form. Without this module,
// or where the browser knows no passkeys, the words of the page stand and the password is used.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

// What the server says in base 64 becomes bytes, and back (WebAuthn level 3 has functions for this; older browsers do not).
function understood(options) {
  const read = { ...options, challenge: bytes(options.challenge) };
  if (options.user) read.user = { ...options.user, id: bytes(options.user.id) };
  for (const list of ["excludeCredentials", "allowCredentials"])
    if (options[list]) read[list] = options[list].map((known) => ({ ...known, id: bytes(known.id) }));
  return read;
}

function told(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (credential.response[part]) response[part] = text(credential.response[part]);
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
}

async function asked(form) {
  const body = new URLSearchParams(new FormData(form));
  body.delete("credential");
  const answer = await fetch(form.dataset.challenge, { method: "POST", body });
  // Signed in too long ago.
  if (answer.redirected) location.assign(answer.url);
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return understood(await answer.json());
}

async function send(form, adding, more) {
  const publicKey = await asked(form);
  const credential = await navigator.credentials[adding ? "create" : "get"]({ publicKey, ...more });
  form.elements.credential.value = told(credential);
  form.submit();
}

function listen(form) {
  const adding = form.dataset.passkey === "add";
  const trouble = form.querySelector("[data-trouble]");
  let waiting = new AbortController();
  for (const words of form.querySelectorAll("[data-without]")) words.hidden = true;
  for (const part of form.querySelectorAll("[data-with]")) part.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    trouble.textContent = "";
    waiting.abort();
    waiting = new AbortController();
    try {
      await send(form, adding, { signal: waiting.signal });
    } catch (error) {
      const known = { NotAllowedError: "cancelled", InvalidStateError: "known" };
      trouble.textContent = form.dataset[known[error.name]] ?? form.dataset.failed;
    }
  });
  // The browser may offer keys in the field of the e-mail address, as it offers passwords.
  if (!adding)
    PublicKeyCredential.isConditionalMediationAvailable?.()
      .then((able) => able && send(form, false, { mediation: "conditional", signal: waiting.signal }))
      // Nothing was asked for: the button and the password are there.
      .catch(() => {});
}

// A page that names another address for this is at one for which no key can be made.
if (window.PublicKeyCredential)
  for (const form of document.querySelectorAll("form[data-passkey]"))
    if (!form.dataset.elsewhere || location.origin === new URL(form.dataset.elsewhere).origin) listen(form);
