// A council's directory for the tests: oidc-provider, which others wrote and the OpenID Foundation certified.
// Says its address on its first line when it listens, and ends when its standard input does.
//
//   node provider.mjs PORT ADDRESS-TO-COME-BACK-TO…

import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const [port, ...redirectUris] = process.argv.slice(2);
const issuer = `http://localhost:${port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "rooftree",
      client_secret: "the secret that we share",
      redirect_uris: redirectUris,
      response_types: ["code"],
      grant_types: ["authorization_code"],
      token_endpoint_auth_method: "client_secret_post",
    },
  ],
  claims: { openid: ["sub", "amr"], email: ["email", "email_verified"], profile: ["name", "groups"] },
  cookies: { keys: ["only for tests"] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/who/${interaction.uid}` },
  pkce: { required: () => true },
  ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 },

  // Whoever signs in says a name; that is the account, its address and its group.
  findAccount: (_, name) => ({
    accountId: name,
    claims: () => ({
      sub: name,
      email: `${name}@alder.test`,
      email_verified: true,
      name: `${name[0].toUpperCase()}${name.slice(1)} Bell`,
      groups: ["housing", "printers"],
    }),
  }),

  // Nobody is asked whether Rooftree may know: the council has decided that.
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope("openid email profile");
    await grant.save();
    return grant;
  },
});

const FORM = `<!doctype html><html lang="en"><title>Alder’s directory</title><h1>Alder’s directory</h1>
<form method="post"><label>Name <input name="who" autofocus></label><button>Go on</button></form></html>`;

const answer = provider.callback();

const server = createServer(async (request, response) => {
  if (!request.url.startsWith("/who/")) return answer(request, response);
  if (request.method !== "POST") {
    return response.setHeader("Content-Type", "text/html; charset=utf-8").end(FORM);
  }
  let sent = "";
  for await (const part of request) sent += part;
  const accountId = new URLSearchParams(sent).get("who");
  return provider.interactionFinished(request, response, { login: { accountId, amr: ["pwd", "mfa"] } });
});

server.listen(Number(port), "127.0.0.1", () => console.log(issuer));
process.stdin.on("end", () => process.exit(0)).resume();
