// Passkeys. A form with data-passkey ("get" or "create") fetches its options, lets the browser sign them, and sends the
// response as the field `credential`. The session stays in cookies that no script reads.
const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const toText = (buffer) =>
  buffer && btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const withBytes = (options) => {
  const listed = (items) => items?.map((item) => ({ ...item, id: toBytes(item.id) }));
  const user = options.user && { ...options.user, id: toBytes(options.user.id) };
  const excluded = listed(options.excludeCredentials);
  const allowed = listed(options.allowCredentials);
  return {
    ...options,
    challenge: toBytes(options.challenge),
    ...(user && { user }),
    ...(excluded && { excludeCredentials: excluded }),
    ...(allowed && { allowCredentials: allowed }),
  };
};

const asJson = (credential) => {
  const { response } = credential;
  const shared = { clientDataJSON: toText(response.clientDataJSON) };
  const made = () => ({ attestationObject: toText(response.attestationObject), transports: response.getTransports?.() ?? [] });
  const signed = () => ({
    authenticatorData: toText(response.authenticatorData),
    signature: toText(response.signature),
    userHandle: toText(response.userHandle) || null,
  });
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? null,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: { ...shared, ...(response.attestationObject ? made() : signed()) },
  };
};

const begin = async (form) => {
  const response = await fetch(form.dataset.options, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  if (response.status === 403) {
    location.assign(`/account/prove?next=${encodeURIComponent(location.pathname)}`);
    return null;
  }
  if (!response.ok) throw new Error(`options: ${response.status}`);
  const publicKey = withBytes((await response.json()).publicKey);
  return navigator.credentials[form.dataset.passkey]({ publicKey });
};

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.dataset?.passkey) return;
  event.preventDefault();
  const problem = form.querySelector(".form-problem");
  problem.hidden = true;
  try {
    const credential = await begin(form);
    if (!credential) return;
    form.elements.credential.value = JSON.stringify(asJson(credential));
    form.submit();
  } catch {
    problem.textContent = form.dataset.failed;
    problem.hidden = false;
  }
});

document.addEventListener("DOMContentLoaded", () => {
  if (!window.PublicKeyCredential) return;
  for (const form of document.querySelectorAll("form[data-passkey]")) form.hidden = false;
});
