// An OpenID provider on oidc-provider (certified by the OpenID Foundation), with its own pages for signing in. It is told,
// on its command line, its port, its private keys and its clients; a name typed in its form becomes the person's subject.
import Provider from "oidc-provider";

const [port, told] = [Number(process.argv[2]), JSON.parse(process.argv[3])];
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: told.clients,
  jwks: { keys: told.keys },
  cookies: { keys: ["of the tests"] },
  claims: {
    openid: ["sub"],
    email: ["email", "email_verified"],
    profile: ["given_name", "family_name", "usual_name"],
  },
  features: { jwtUserinfo: { enabled: true }, claimsParameter: { enabled: true } },
  acrValues: ["eidas1"],
  // marie is known, paul's address is not verified, ines' provider says nothing of hers.
  findAccount: (_, sub) => ({
    accountId: sub,
    claims: () => ({
      sub,
      email: `${sub}@Test.example`,
      ...{ paul: { email_verified: false }, ines: {} }[sub] ?? { email_verified: true },
      given_name: "Marie-Thérèse",
      usual_name: "Le Goff",
    }),
  }),
});
provider.listen(port, "127.0.0.1", () => console.log("ready"));
