// A small server on Fedify, written by others than us, that the journeys drive over a second port.
//
// node peer.mjs PORT CONTROL_PORT '{"firstKnock": "rfc9421", "accepts": "rfc9421", "demandsSignedGets": true}'
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { createFederation, generateCryptoKeyPair, MemoryKvStore, parseNodeInfo, signRequest } from "@fedify/fedify";
import * as vocab from "@fedify/vocab";
import { Temporal } from "@js-temporal/polyfill";

const [port, controlPort] = process.argv.slice(2, 4).map(Number);
const { firstKnock, accepts, demandsSignedGets } = JSON.parse(process.argv[4]);
const origin = `http://127.0.0.1:${port}`;
const MAIN = "agenda";
const PUBLIC = vocab.PUBLIC_COLLECTION;

const keys = new Map(); // identifier → key pairs, made when first needed
const heard = []; // what came to the inboxes, as it came
const asked = []; // GETs of others: path, whether they were signed, the answer
const followers = new Map(); // id → { id, inboxId }
const events = new Map(); // name in the address → Event, null once it is deleted
const answers = { Join: "Accept" }; // how a Join is answered; "" is silence

const federation = createFederation({
  kv: new MemoryKvStore(), // no queue: what is sent has left when the command is answered
  origin,
  firstKnock,
  allowPrivateAddress: true,
});

function pairs(identifier) {
  if (!keys.has(identifier)) {
    keys.set(identifier, Promise.all([generateCryptoKeyPair("RSASSA-PKCS1-v1_5"), generateCryptoKeyPair("Ed25519")]));
  }
  return keys.get(identifier);
}

const signedIfDemanded = async (context) => !demandsSignedGets || (await context.getSignedKeyOwner()) != null;

federation
  .setActorDispatcher("/users/{identifier}", async (context, identifier) => {
    const own = await context.getActorKeyPairs(identifier);
    const sheet = {
      id: context.getActorUri(identifier),
      preferredUsername: identifier,
      name: identifier === MAIN ? "Agenda indépendant" : "Une lectrice",
      inbox: context.getInboxUri(identifier),
      outbox: context.getOutboxUri(identifier),
      followers: context.getFollowersUri(identifier),
      endpoints: new vocab.Endpoints({ sharedInbox: context.getInboxUri() }),
      publicKey: own[0].cryptographicKey,
      assertionMethods: own.map((pair) => pair.multikey),
    };
    return identifier === MAIN ? new vocab.Group(sheet) : new vocab.Person(sheet);
  })
  .setKeyPairsDispatcher((context, identifier) => pairs(identifier))
  .authorize(signedIfDemanded);

federation.setFollowersDispatcher("/users/{identifier}/followers", (context, identifier) => ({
  items: identifier === MAIN ? [...followers.values()] : [],
}));

federation
  .setOutboxDispatcher("/users/{identifier}/outbox", (context, identifier) => ({
    items: identifier === MAIN ? [...events.values()].filter(Boolean).map((event) => activity("Create", event)) : [],
  }))
  .authorize(signedIfDemanded);

federation
  .setObjectDispatcher(vocab.Event, "/events/{name}", (context, { name }) => events.get(name) ?? null)
  .authorize(signedIfDemanded);

federation.setNodeInfoDispatcher("/nodeinfo/2.1", () => ({
  software: { name: "independent", version: "1.0.0" },
  protocols: ["activitypub"],
  usage: { users: {}, localPosts: events.size, localComments: 0 },
}));

federation
  .setInboxListeners("/users/{identifier}/inbox", "/inbox")
  .setSharedKeyDispatcher(() => ({ identifier: MAIN }))
  .on(vocab.Follow, async (context, follow) => {
    const follower = await follow.getActor(context);
    followers.set(follower.id.href, follower);
    await reply(context, new vocab.Accept({ ...header(), object: follow, to: follower.id }), follower);
  })
  .on(vocab.Undo, async (context, undo) => {
    followers.delete(undo.actorId.href);
  })
  .on(vocab.Join, async (context, join) => {
    if (!answers.Join) return;
    const joiner = await join.getActor(context);
    await reply(context, new vocab[answers.Join]({ ...header(), object: join, to: joiner.id }), joiner);
  })
  .on(vocab.Activity, () => {}); // heard is enough

const context = federation.createContext(new URL(origin));
const header = (as = MAIN) => ({
  id: new URL(`${origin}/activities/${crypto.randomUUID()}`),
  actor: context.getActorUri(as),
});

function activity(kind, event, id) {
  const named = new URL(id ?? `${origin}/activities/${encodeURIComponent(event.id.pathname.split("/").pop())}-${kind}`);
  return new vocab[kind]({ id: named, actor: context.getActorUri(MAIN), object: event, to: PUBLIC });
}

async function reply(inner, said, recipient, as = MAIN) {
  await inner.sendActivity({ identifier: as }, recipient, said, { preferSharedInbox: true });
}

async function tellFollowers(said) {
  await context.sendActivity({ identifier: MAIN }, [...followers.values()], said, { preferSharedInbox: true });
  return { id: said.id.href };
}

const loader = (as = MAIN) => context.getDocumentLoader({ identifier: as });

async function read(url, as) {
  const found = await context.lookupObject(url, { documentLoader: await loader(as) });
  if (!found) throw new Error(`nothing to read at ${url}`);
  return found;
}

async function toOwner(kind, { event, as = "lectrice", id }) {
  const object = await read(event, as);
  const owner = await object.getAttribution({ documentLoader: await loader(as) });
  const own = id ? { ...header(as), id: new URL(id) } : header(as);
  await reply(context, new vocab[kind]({ ...own, object: object.id, to: owner.id }), owner, as);
  return { id: own.id.href };
}

function eventOf({ name, title, start, end, cancelled = false, updated }) {
  return new vocab.Event({
    id: context.getObjectUri(vocab.Event, { name }),
    attribution: context.getActorUri(MAIN),
    name: cancelled ? `${title} (annulé)` : title,
    content: "<p>Une séance d'ailleurs.</p>",
    url: new URL(`${origin}/events/${name}`),
    startTime: Temporal.Instant.from(start),
    endTime: Temporal.Instant.from(end),
    updated: Temporal.Instant.from(updated),
    to: PUBLIC,
  });
}

const commands = {
  heard: () => heard,
  asked: () => asked,
  followers: () => [...followers.keys()],

  async follow({ actor, as = MAIN }) {
    const followed = await read(actor, as);
    const follow = new vocab.Follow({ ...header(as), object: followed.id, to: followed.id });
    await reply(context, follow, followed, as);
    return { id: follow.id.href };
  },

  async unfollow({ actor, follow }) {
    const object = new vocab.Follow({ id: new URL(follow), actor: context.getActorUri(MAIN), object: new URL(actor) });
    await reply(context, new vocab.Undo({ ...header(), object }), await read(actor));
    return {};
  },

  join: (named) => toOwner("Join", named),
  leave: (named) => toOwner("Leave", named),

  async crawl({ url }) {
    const ids = [];
    for await (const item of context.traverseCollection(await read(url), { documentLoader: await loader() })) {
      const event = item instanceof vocab.Activity ? item.objectId : item.id;
      ids.push({ type: item.constructor.name, id: item.id.href, event: event?.href, start: String(item.startTime ?? "") });
    }
    return ids;
  },

  async read({ url }) {
    const found = await read(url);
    return { type: found.constructor.name, document: await found.toJsonLd({ format: "compact", contextLoader: context.contextLoader }) };
  },

  async discover({ resource }) {
    const url = new URL(resource);
    // Its own reader of NodeInfo refuses private addresses: the document is fetched here, and read by it.
    const { links } = await (await fetch(`${url.origin}/.well-known/nodeinfo`)).json();
    const found = links.find((link) => link.rel === "http://nodeinfo.diaspora.software/ns/schema/2.1");
    const nodeinfo = parseNodeInfo(await (await fetch(found.href)).json());
    return { webfinger: await context.lookupWebFinger(url), nodeinfo };
  },

  async publish(sheet) {
    const event = eventOf(sheet);
    events.set(sheet.name, event);
    return tellFollowers(activity("Create", event));
  },

  async change({ id, ...sheet }) {
    const event = eventOf(sheet);
    events.set(sheet.name, event);
    return tellFollowers(activity("Update", event, id ?? header().id.href));
  },

  async remove({ name }) {
    const { id } = events.get(name);
    events.set(name, null);
    const object = new vocab.Tombstone({ id, formerType: vocab.Event, deleted: Temporal.Now.instant() });
    return tellFollowers(new vocab.Delete({ ...header(), object, to: PUBLIC }));
  },

  answer(chosen) {
    return Object.assign(answers, chosen);
  },

  // A body as it is, signed well, in the scheme named: for what Fedify itself would never send.
  async post({ url, body, as = MAIN, spec = firstKnock }) {
    const [{ privateKey }] = await pairs(as);
    const plain = new Request(url, { method: "POST", body, headers: { "content-type": "application/activity+json" } });
    const keyId = new URL(`${context.getActorUri(as)}#main-key`);
    const answer = await fetch(await signRequest(plain, privateKey, keyId, { spec }));
    return { status: answer.status, text: await answer.text() };
  },

  async down() {
    publicServer.closeAllConnections();
    await new Promise((done) => publicServer.close(done));
    return {};
  },

  async up() {
    await new Promise((done) => publicServer.listen(port, "127.0.0.1", done));
    return {};
  },
};

async function bytes(incoming) {
  const parts = [];
  for await (const part of incoming) parts.push(part);
  return Buffer.concat(parts);
}

function schemeOf(headers) {
  if (headers["signature-input"]) return "rfc9421";
  return headers.signature ? "draft-cavage-http-signatures-12" : "";
}

async function answered(incoming, body) {
  const scheme = schemeOf(incoming.headers);
  if (incoming.method === "POST" && accepts && scheme !== accepts) return new Response("another scheme", { status: 401 });
  const more = incoming.method === "POST" ? { body } : {};
  const request = new Request(origin + incoming.url, { method: incoming.method, headers: incoming.headers, ...more });
  return federation.fetch(request, { contextData: undefined });
}

async function serve(incoming, outgoing) {
  const body = await bytes(incoming);
  const response = await answered(incoming, body);
  const seen = { path: incoming.url, scheme: schemeOf(incoming.headers), status: response.status };
  if (incoming.method === "POST") heard.push({ ...seen, text: body.toString() });
  else asked.push(seen);
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}

async function obey(incoming, outgoing) {
  const body = await bytes(incoming);
  const say = (status, value) => outgoing.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
  try {
    say(200, await commands[incoming.url.slice(1)](JSON.parse(body.toString() || "{}")));
  } catch (fault) {
    say(500, { fault: `${fault?.stack ?? fault}` });
  }
}

const publicServer = createServer((incoming, outgoing) => {
  serve(incoming, outgoing).catch((fault) => {
    console.error(fault);
    outgoing.writeHead(500).end();
  });
});
publicServer.listen(port, "127.0.0.1");
createServer(obey).listen(controlPort, "127.0.0.1", () => console.log("ready"));

// Whoever started it may be gone without a word.
const parent = process.ppid;
while (process.ppid === parent) await sleep(1000);
process.exit(0);
