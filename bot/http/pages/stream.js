// Speaks with the server: small JSON calls, files, and the turn, whose reply comes as server-sent events or as plain
// JSON. A turn that breaks off goes on where it broke: the same key makes its repetitions one turn.

import { language, word } from "./words.js";

const SILENCE_MS = 45000;
const PLAIN_SILENCE_MS = 120000;
// How long is waited before a turn that broke off is asked for again; after the last of these it is asked for as plain
// JSON, since some proxies hold streams back or cut them off.
const WAITS_MS = [400, 1500];

let streams = typeof ReadableStream === "function" && "body" in Response.prototype;
let bearer = null;

/**
 * A failure in words. `again` says whether sending the same once more can help; `session` that nobody is signed in;
 * `broken` that the line failed and not the server.
 */
export class Trouble extends Error {
  constructor(sentence, { status = 0, again = true, broken = false } = {}) {
    super(sentence);
    this.status = status;
    this.again = again;
    this.broken = broken;
    this.session = status === 401;
  }
}

/** Sends a session with every call from now on; null sends the cookie, as a page of its own does. */
export function useBearer(token) {
  bearer = token;
}

/** Whether calls carry a session of their own, so that an address alone fetches nothing. */
export function usesBearer() {
  return bearer !== null;
}

/** A file of this site: its content, and its name as the server tells it. */
export async function fetchFile(address) {
  const answer = await reach(address, { method: "GET" });
  if (!answer.ok) throw await refused(answer);
  const named = /filename="([^"/\\]+)"/.exec(answer.headers.get("content-disposition") || "");
  try {
    return { blob: await answer.blob(), name: named?.[1] ?? new URL(address).pathname.split("/").pop() };
  } catch {
    throw new Trouble(word("errors.network"), { broken: true });
  }
}

/** A JSON call; gives null for an empty answer. */
export async function call(method, address, body, signal) {
  const answer = await reach(address, { method, body, signal });
  if (!answer.ok) throw await refused(answer);
  return answer.status === 204 ? null : readJson(answer);
}

/** One turn: `onText` hears each sentence, and whether what came before it is to be taken away; the result is the whole reply. `key` makes a repeated sending one turn. */
export async function ask({ say, wish, key, onText }) {
  const sent = { body: wish ? { say, language: wish } : { say }, key, onText, last: null };
  for (let attempt = 0; ; attempt += 1) {
    const plain = !streams || attempt === WAITS_MS.length;
    try {
      const reply = await once(sent, plain);
      // Where streams broke again and again and this did not, it goes on like this.
      if (plain) streams = false;
      return reply;
    } catch (trouble) {
      if (!trouble.broken || attempt === WAITS_MS.length || navigator.onLine === false) throw trouble;
      await new Promise((go) => setTimeout(go, WAITS_MS[attempt]));
    }
  }
}

async function once(sent, plain) {
  const stop = new AbortController();
  let timer;
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stop.abort(), plain ? PLAIN_SILENCE_MS : SILENCE_MS);
  };
  alive();
  const headers = { "Idempotency-Key": sent.key };
  headers.Accept = plain ? "application/json" : "text/event-stream, application/json;q=0.9";
  if (!plain && sent.last !== null) headers["Last-Event-ID"] = String(sent.last);
  try {
    const answer = await reach("/api/chat", { method: "POST", signal: stop.signal, body: sent.body, headers });
    if (!answer.ok) throw await refused(answer);
    const isStream = (answer.headers.get("content-type") || "").startsWith("text/event-stream");
    return await (isStream ? follow(answer, sent, alive) : readJson(answer));
  } finally {
    clearTimeout(timer);
  }
}

/** A fresh key for a turn. */
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Splits text that comes in pieces into events; `feed` returns the events completed by a piece. */
export function eventParser() {
  let rest = "";
  return (piece) => {
    rest = (rest + piece).replace(/\r\n?/g, "\n");
    const frames = rest.split("\n\n");
    rest = frames.pop();
    return frames.map(parseFrame).filter((event) => event.data !== "");
  };
}

function parseFrame(frame) {
  const event = { name: "message", data: "", id: null };
  for (const line of frame.split("\n")) {
    if (line.startsWith("event:")) event.name = line.slice(6).trim();
    if (/^id: ?\d+$/.test(line)) event.id = Number(line.slice(3));
    if (line.startsWith("data:")) event.data += (event.data ? "\n" : "") + line.slice(5).replace(/^ /, "");
  }
  return event;
}

/** Hears the events of a stream; `sent.last` is the number of the last one that was heard, in whichever stream. */
async function follow(answer, sent, alive) {
  let reply = null;
  const hear = (event) => {
    const data = JSON.parse(event.data);
    const isNew = event.id === null || sent.last === null || event.id > sent.last;
    if (event.id !== null && isNew) sent.last = event.id;
    if (event.name === "text" && isNew) sent.onText(data.text, data.start === true);
    if (event.name === "error") throw new Trouble(data.error, { status: 500 });
    if (event.name === "reply") reply = data;
  };
  const feed = eventParser();
  try {
    if (answer.body?.getReader) {
      const reader = answer.body.getReader();
      const decoder = new TextDecoder();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        alive();
        feed(decoder.decode(value, { stream: true })).forEach(hear);
      }
    } else {
      feed(`${await answer.text()}\n\n`).forEach(hear);
    }
  } catch (failure) {
    if (failure instanceof Trouble) throw failure;
    if (!reply) throw new Trouble(word("errors.broken_off"), { broken: true });
  }
  if (!reply) throw new Trouble(word("errors.broken_off"), { broken: true });
  return reply;
}

async function reach(address, { method, body, signal, headers = {} }) {
  const sent = { method, signal, credentials: "same-origin", headers: { "Accept-Language": language(), ...headers } };
  if (bearer !== null) {
    sent.credentials = "omit";
    sent.headers.Authorization = `Bearer ${bearer}`;
  }
  if (body !== undefined) {
    sent.body = JSON.stringify(body);
    sent.headers["Content-Type"] = "application/json";
  }
  try {
    return await fetch(address, sent);
  } catch (failure) {
    if (failure.name === "AbortError" && method === "GET") throw failure;
    throw new Trouble(word("errors.network"), { broken: true });
  }
}

async function readJson(answer) {
  try {
    return await answer.json();
  } catch {
    throw new Trouble(word("errors.broken_off"), { broken: true });
  }
}

async function refused(answer) {
  const { status } = answer;
  const again = status >= 500 || status === 429;
  let told;
  try {
    told = (await answer.json()).error;
  } catch {
    told = null;
  }
  const ours = word(status === 401 ? "errors.session" : "errors.server");
  const sentence = status >= 500 ? ours : told || ours;
  return new Trouble(sentence, { status, again });
}
