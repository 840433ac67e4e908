// The OpenID provider of the tests: one process on 127.0.0.1, all state in memory, every name may sign in.
import process from "node:process";
import Provider from "oidc-provider";

const { port, clientId, clientSecret } = JSON.parse(process.argv[2]);

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: clientId,
      client_secret: clientSecret,
      redirect_uris: ["http://127.0.0.1/callback"],
      grant_types: ["authorization_code"],
      response_types: ["code"],
    },
  ],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["preferred_username", "name"] },
  features: { devInteractions: { enabled: true } },
  pkce: { required: () => true },
  ttl: { AuthorizationCode: 60, IdToken: 600, AccessToken: 600, Interaction: 600, Grant: 600, Session: 600 },
  cookies: { keys: ["of-tests-only"] },
  async findAccount(_context, id) {
    const claims = {
      sub: id,
      email: `${id}@provider.example`,
      email_verified: !id.startsWith("unverified"),
      preferred_username: id,
      name: id,
    };
    return { accountId: id, claims: async () => claims };
  },
});

// The port of the system under test is unknown when the provider starts.
provider.Client.prototype.redirectUriAllowed = (uri) => /^http:\/\/(127\.0\.0\.1|localhost):/.test(uri);

provider.listen(port, "127.0.0.1");
