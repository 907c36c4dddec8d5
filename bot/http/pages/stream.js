// Speaks with the server: small JSON calls, and the turn, whose reply comes as server-sent events or as plain JSON.

import { language, word } from "./words.js";

const SILENCE_MS = 45000;

/** A failure in words. `again` says whether sending the same once more can help; `session` that nobody is signed in. */
export class Trouble extends Error {
  constructor(sentence, { status = 0, again = true } = {}) {
    super(sentence);
    this.status = status;
    this.again = again;
    this.session = status === 401;
  }
}

/** A JSON call; gives null for an empty answer. */
export async function call(method, address, body, signal) {
  const answer = await reach(address, { method, body, signal });
  if (!answer.ok) throw await refused(answer);
  return answer.status === 204 ? null : readJson(answer);
}

/** One turn: `onText` hears each sentence; the result is the whole reply. `key` makes a repeated sending one turn. */
export async function ask({ say, wish, key, onText }) {
  const stop = new AbortController();
  let timer;
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stop.abort(), SILENCE_MS);
  };
  alive();
  try {
    const answer = await reach("/api/chat", {
      method: "POST", signal: stop.signal, body: wish ? { say, language: wish } : { say },
      headers: { Accept: "text/event-stream, application/json;q=0.9", "Idempotency-Key": key },
    });
    if (!answer.ok) throw await refused(answer);
    const streams = (answer.headers.get("content-type") || "").startsWith("text/event-stream");
    if (!streams) return await readJson(answer);
    return await follow(answer, onText, alive);
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
  const event = { name: "message", data: "" };
  for (const line of frame.split("\n")) {
    if (line.startsWith("event:")) event.name = line.slice(6).trim();
    if (line.startsWith("data:")) event.data += (event.data ? "\n" : "") + line.slice(5).replace(/^ /, "");
  }
  return event;
}

async function follow(answer, onText, alive) {
  let reply = null;
  const hear = (event) => {
    const data = JSON.parse(event.data);
    if (event.name === "text") onText(data.text);
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
    if (!reply) throw new Trouble(word("errors.broken_off"));
  }
  if (!reply) throw new Trouble(word("errors.broken_off"));
  return reply;
}

async function reach(address, { method, body, signal, headers = {} }) {
  const sent = { method, signal, credentials: "same-origin", headers: { "Accept-Language": language(), ...headers } };
  if (body !== undefined) {
    sent.body = JSON.stringify(body);
    sent.headers["Content-Type"] = "application/json";
  }
  try {
    return await fetch(address, sent);
  } catch (failure) {
    if (failure.name === "AbortError" && method === "GET") throw failure;
    throw new Trouble(word("errors.network"));
  }
}

async function readJson(answer) {
  try {
    return await answer.json();
  } catch {
    throw new Trouble(word("errors.broken_off"));
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
