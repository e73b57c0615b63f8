// Asks the browser for a passkey, where a form of the page says so. Without scripts such a form stays hidden.

const bytesOf = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

const textOf = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const credentialsOf = (list = []) => list.map((each) => ({ ...each, id: bytesOf(each.id) }));

// Asks for an existing passkey.
const get = async ({ publicKey }) => {
  const asked = { ...publicKey, challenge: bytesOf(publicKey.challenge) };
  asked.allowCredentials = credentialsOf(publicKey.allowCredentials);
  return navigator.credentials.get({ publicKey: asked });
};

// Makes a new one. One that is to do without a password must know its owner by itself.
const create = async ({ publicKey }, alone) => {
  const asked = { ...publicKey, challenge: bytesOf(publicKey.challenge) };
  asked.user = { ...publicKey.user, id: bytesOf(publicKey.user.id) };
  asked.excludeCredentials = credentialsOf(publicKey.excludeCredentials);
  asked.authenticatorSelection = {
    ...publicKey.authenticatorSelection,
    residentKey: alone ? "required" : "preferred",
    requireResidentKey: alone,
    userVerification: alone ? "required" : "preferred",
  };
  return navigator.credentials.create({ publicKey: asked });
};

const toSend = (credential) => {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = textOf(credential.response[name]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: textOf(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  });
};

// What is asked for stands with the form, or is fetched when it is needed.
const optionsOf = async (form) => {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const answer = await fetch(form.action, { headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" } });
  if (!answer.ok) throw new Error("not answered");
  return (await answer.json()).request_options;
};

const ask = async (form) => {
  const options = await optionsOf(form);
  if (form.dataset.passkey === "get") return get(options);
  return create(options, Boolean(form.elements.namedItem("passwordless")?.checked));
};

if (window.PublicKeyCredential) {
  for (const words of document.querySelectorAll("[data-passkey-without]")) words.hidden = true;
}

const said = (form) => form.querySelector("[data-passkey-said]");

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    said(form).textContent = "";
    try {
      form.elements.namedItem("credential").value = toSend(await ask(form));
      form.submit();
    } catch {
      said(form).textContent = said(form).dataset.message;
    }
  });
}
