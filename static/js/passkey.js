// Passkeys: ask the browser for a key, and put its answer into the form.
const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const keys = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

async function create({ creation_options: { publicKey } }) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: keys(publicKey.excludeCredentials),
      authenticatorSelection: {
        ...publicKey.authenticatorSelection,
        residentKey: "required",
        requireResidentKey: true,
        userVerification: "required",
      },
    },
  });
  return said(made, {
    attestationObject: text(made.response.attestationObject),
    transports: made.response.getTransports?.() ?? [],
  });
}

async function get({ request_options: { publicKey } }) {
  const found = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      allowCredentials: keys(publicKey.allowCredentials),
    },
  });
  const { authenticatorData, signature, userHandle } = found.response;
  return said(found, {
    authenticatorData: text(authenticatorData),
    signature: text(signature),
    userHandle: userHandle && text(userHandle),
  });
}

const said = (key, response) => ({
  type: key.type,
  id: key.id,
  rawId: text(key.rawId),
  authenticatorAttachment: key.authenticatorAttachment,
  clientExtensionResults: key.getClientExtensionResults(),
  response: { clientDataJSON: text(key.response.clientDataJSON), ...response },
});

async function options(form) {
  const here = document.getElementById("passkey-options");
  if (here) return JSON.parse(here.textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  return answer.json();
}

const forms = window.PublicKeyCredential ? document.querySelectorAll("[data-passkey]") : [];
for (const form of forms) {
  const failed = form.querySelector("[data-passkey-failed]");
  form.querySelector("[data-passkey-go]").hidden = false;
  form.querySelector("[data-no-passkey]").hidden = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failed.hidden = true;
    try {
      const ask = form.dataset.passkey === "create" ? create : get;
      form.elements.credential.value = JSON.stringify(await ask(await options(form)));
      form.submit();
    } catch {
      failed.hidden = false;
    }
  });
}
