// The page of a clerk without the application: six digits, a picture, or the camera; then the document, once.
import { words } from "/words.js";

const at = (id) => document.getElementById(id);
let language = (navigator.languages ?? []).map((tag) => tag.slice(0, 2)).find((tag) => tag in words) ?? "kk";
let token = "";
let camera = null;

const word = (name) => words[language][name];

const speak = (wanted) => {
  language = wanted;
  document.documentElement.lang = language;
  document.title = word("title");
  for (const element of document.querySelectorAll("[data-word]")) {
    element.textContent = word(element.dataset.word);
  }
  for (const button of at("languages").children) {
    button.setAttribute("aria-current", String(button.dataset.language === language));
  }
};

const answer = (text, bad = false) => {
  at("answer").textContent = text;
  at("answer").classList.toggle("bad", bad);
};

class Refused extends Error {
  constructor(title, code) {
    super(title);
    this.code = code;
  }
}

// 128 random bits name an attempt: sent again after a lost reply, it is answered by the view it spent.
const attempt = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

const call = async (path, body, headers = {}) => {
  const options = { headers: { authorization: `Bearer ${token}`, "accept-language": language, ...headers } };
  if (body !== undefined) {
    options.method = "POST";
    options.body = body;
  }
  for (let tries = 0; ; tries += 1) {
    let reply;
    try {
      reply = await fetch(path, options);
    } catch {
      if (tries === 2) {
        throw new Refused(word("no_service"));
      }
      continue;
    }
    const said = await reply.json();
    if (reply.ok) {
      return said;
    }
    throw new Refused(said.title, said.code);
  }
};

const show = ({ documents }) => {
  const cards = documents.map((shown) => {
    const article = document.createElement("article");
    const card = document.createElement("img");
    // A picture, not part of the page: nothing in a document can run here.
    card.src = `data:image/svg+xml;base64,${btoa(String.fromCharCode(...new TextEncoder().encode(shown.card_svg)))}`;
    card.alt = shown.title[language];
    const duties = document.createElement("ul");
    for (const duty of shown.obligations) {
      duties.append(Object.assign(document.createElement("li"), { textContent: duty }));
    }
    article.append(card, duties);
    return article;
  });
  at("documents").replaceChildren(...cards);
  answer(word("shown"));
};

// What came of a look-up by number and IIN or BIN: the result with its signature, or that there is no such document.
const showResult = ({ found, text, result }) => {
  const list = document.createElement("dl");
  const line = (name, value) =>
    list.append(
      Object.assign(document.createElement("dt"), { textContent: word(name) }),
      Object.assign(document.createElement("dd"), { textContent: value }),
    );
  if (found) {
    line("service", `${result.service}. ${result.summary}`);
    line("conclusion", result.conclusion);
    line("number", result.number);
    line("received", result.received);
    const signed = result.signature;
    line("body", signed ? `${signed.body} (${signed.body_bin})` : word("no_signature"));
    line("official", signed ? `${signed.official}, ${signed.office}` : word("no_signature"));
  }
  at("documents").replaceChildren(...(found ? [list] : []));
  answer(text, !found || !result.signature);
};

// Does something for a person: says that it is under way, then what came of it.
const work = async (doing) => {
  at("documents").replaceChildren();
  answer(word("waiting"));
  const buttons = document.querySelectorAll("main button, main input");
  for (const button of buttons) {
    button.disabled = true;
  }
  try {
    await doing();
  } catch (error) {
    answer(error instanceof Refused ? error.message : word("no_service"), true);
  } finally {
    for (const button of buttons) {
      button.disabled = false;
    }
  }
};

const JSON_BODY = { "content-type": "application/json" };

const redeem = async (carrier, key = attempt()) =>
  show(await call("/v1/redemptions", JSON.stringify(carrier), { ...JSON_BODY, "idempotency-key": key }));

// Digits without an IIN ask their owner. Until the answer is "show" the service says that nothing is open, whatever the digits are.
const ask = async (code) => {
  const { ask: name, expires } = await call("/v1/asks", JSON.stringify({ code }), JSON_BODY);
  const key = attempt();
  answer(word("asked"));
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    try {
      return await redeem({ ask: name }, key);
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== "not_open" || Date.now() > Date.parse(expires)) {
        throw error;
      }
    }
  }
};

const link = async (picture) => (await call("/v1/scans", picture)).find((code) => code.kind === "grant")?.text;

const stop = () => {
  for (const track of camera?.getTracks() ?? []) {
    track.stop();
  }
  camera = null;
  at("video").hidden = true;
  at("camera-switch").dataset.word = "camera";
  at("camera-switch").textContent = word("camera");
};

const watch = async () => {
  const video = at("video");
  const canvas = document.createElement("canvas");
  while (camera) {
    await new Promise((resolve) => setTimeout(resolve, 400));
    if (!camera || video.videoWidth === 0) {
      continue;
    }
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    canvas.getContext("2d").drawImage(video, 0, 0);
    const picture = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9));
    const found = camera && (await link(picture));
    if (found) {
      stop();
      await work(() => redeem({ link: found }));
    }
  }
};

at("languages").addEventListener("click", ({ target }) => target.dataset.language && speak(target.dataset.language));

at("sign-in").addEventListener("submit", (event) => {
  event.preventDefault();
  token = at("token").value;
  work(async () => {
    await call("/v1/marks");
    at("sign-in").hidden = true;
    at("ways").hidden = false;
    answer("");
  });
});

at("digits").addEventListener("submit", (event) => {
  event.preventDefault();
  const [iin, code] = [at("iin").value, at("code").value];
  at("code").value = "";
  work(() => (iin === "" ? ask(code) : redeem({ iin, code })));
});

at("result").addEventListener("submit", (event) => {
  event.preventDefault();
  const asked = JSON.stringify({ number: at("number").value.trim(), recipient: at("recipient").value });
  work(async () => showResult(await call("/v1/results", asked, { "content-type": "application/json" })));
});

at("file").addEventListener("change", ({ target }) => {
  const [picture] = target.files;
  work(async () => {
    const found = await link(picture);
    if (!found) {
      throw new Refused(word("no_code"));
    }
    await redeem({ link: found });
  }).finally(() => {
    target.value = "";
  });
});

at("camera-switch").addEventListener("click", async () => {
  if (camera) {
    stop();
    return;
  }
  try {
    camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
  } catch {
    answer(word("no_camera"), true);
    return;
  }
  const video = at("video");
  video.srcObject = camera;
  video.hidden = false;
  at("camera-switch").dataset.word = "camera_off";
  at("camera-switch").textContent = word("camera_off");
  await video.play();
  watch().catch((error) => {
    stop();
    answer(error instanceof Refused ? error.message : word("no_service"), true);
  });
});

speak(language);
