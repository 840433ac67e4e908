// Web push: subscribes this browser with the key of the installation, and sends the subscription as a form.
const keyOf = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.dataset?.pushKey || form.elements.subscription.value) return;
  event.preventDefault();
  const problem = form.querySelector(".form-problem");
  problem.hidden = true;
  try {
    if ((await Notification.requestPermission()) !== "granted") throw new Error("denied");
    const worker = await navigator.serviceWorker.ready;
    const options = { userVisibleOnly: true, applicationServerKey: keyOf(form.dataset.pushKey) };
    form.elements.subscription.value = JSON.stringify(await worker.pushManager.subscribe(options));
    form.submit();
  } catch {
    problem.textContent = form.dataset.failed;
    problem.hidden = false;
  }
});

document.addEventListener("DOMContentLoaded", () => {
  if (!("PushManager" in window)) return;
  for (const form of document.querySelectorAll("form[data-push-key]")) form.hidden = false;
});
