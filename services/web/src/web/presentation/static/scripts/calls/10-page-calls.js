// Calls of scripts to this site, which passes them on with the session of the visitor.
class PageCalls {
  // The value against forged requests changes with each renewal of the session; the cookie has the present one.
  static headers() {
    const cookie = document.cookie.split("; ").find((pair) => pair.startsWith("__Host-marquee-csrf="));
    return { "Content-Type": "application/json", "X-Page-CSRF": cookie ? cookie.slice(cookie.indexOf("=") + 1) : "" };
  }

  // A request that renews the session is refused once, because it carries the former value.
  static async send(path, body, { keepalive = false } = {}) {
    const request = () => fetch(path, { method: "POST", headers: PageCalls.headers(), body: JSON.stringify(body), keepalive });
    const response = await request();
    return response.headers.get("X-Page-CSRF") === "required" ? request() : response;
  }
}
