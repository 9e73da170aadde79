// The page: files in, cards out.

import { Problem, session, signIn, signOut } from "./backend.js";
import { Upload } from "./upload.js";
import { inWords, size } from "./words.js";

const $ = (selector, within = document) => within.querySelector(selector);
const show = (element, visible) => (element.hidden = !visible);
const UNSENT = ["queued", "preparing", "sending", "offline"];
const states = new Map(); // the latest state of each upload
let limits;

async function start() {
  const found = await session();
  limits = found;
  const names = [...new Set(found.extensions.map((ext) => (ext === "jpeg" ? "jpg" : ext).toUpperCase()))];
  $("#limits").textContent = `${new Intl.ListFormat("en", { type: "disjunction" }).format(names)}, at most ${size(found.max_bytes)} each`;
  $("#files").accept = found.extensions.map((ext) => `.${ext}`).join();
  show($("#starting"), false);
  show($("#welcome"), !found.user_id);
  show($("#workspace"), found.user_id);
  show($("#sign-out"), found.user_id);
}

function add(files) {
  for (const file of files) {
    const card = $("#card").content.cloneNode(true).firstElementChild;
    $("h3", card).textContent = file.name;
    $("progress", card).setAttribute("aria-label", `Sending ${file.name}`);
    const upload = new Upload(file, limits.max_bytes, (state) => draw(upload, card, state));
    const [cancel, retry] = [$(".cancel", card), $(".retry", card)];
    cancel.setAttribute("aria-label", `Cancel ${file.name}`);
    retry.setAttribute("aria-label", `Try again: ${file.name}`);
    cancel.onclick = () => upload.cancel();
    retry.onclick = () => upload.run();
    picture(card, URL.createObjectURL(file));
    $("#uploads").prepend(card);
    upload.run();
  }
}

function draw(upload, card, state) {
  const { text, tone } = inWords(state);
  const before = states.get(upload);
  states.set(upload, state);
  const focused = card.contains(document.activeElement);
  card.dataset.tone = tone;
  card.dataset.phase = state.phase;
  $(".state", card).textContent = text;
  show($("progress", card), state.phase === "sending");
  if (state.phase === "sending") $("progress", card).value = state.share;
  show($(".cancel", card), UNSENT.includes(state.phase));
  show($(".retry", card), state.phase === "cancelled" || (state.phase === "failed" && !state.fatal));
  if (state.thumbnail_url) picture(card, state.thumbnail_url);
  else if (state.phase === "judged" && state.status !== "processed") picture(card, "");
  if (focused && !card.contains(document.activeElement)) card.focus(); // its focused button is hidden
  if (before?.phase !== state.phase && state.phase !== "preparing") announce(`${upload.file.name}: ${text}`);
  summarize();
}

/** Show a picture; show the placeholder if the browser cannot decode it (HEIC), or if `url` is empty. */
function picture(card, url) {
  const image = $("img", card);
  const done = () => image.src.startsWith("blob:") && URL.revokeObjectURL(image.src);
  image.onload = () => (show(image, true), done());
  image.onerror = () => (show(image, false), done());
  image.removeAttribute("src");
  if (url) image.src = url;
  else show(image, false);
}

function summarize() {
  const tones = [...states.values()].map((state) => inWords(state).tone);
  const told = Object.entries({ good: "ready", busy: "on the way", bad: "not accepted", still: "cancelled" })
    .map(([tone, word]) => [tones.filter((one) => one === tone).length, word])
    .filter(([count]) => count > 0);
  $("#summary").textContent = told.map((part) => part.join(" ")).join(", ");
  show($("#summary"), told.length > 0);
}

/** Announce a text to screen readers: one line for each step, and none for each percent. */
function announce(text) {
  const line = document.createElement("p");
  line.textContent = text;
  $("#announcer").append(line);
  while ($("#announcer").childElementCount > 20) $("#announcer").firstElementChild.remove();
}

$("#files").onchange = ({ target }) => {
  add(target.files);
  target.value = ""; // so that the same file can be chosen again
};
// These handle drops anywhere on the page. Otherwise a photo dropped beside the field would replace the page.
let depth = 0;
const mark = (change) => $("#drop").classList.toggle("over", (depth = Math.max(0, depth + change)) > 0);
addEventListener("dragenter", () => mark(1));
addEventListener("dragleave", () => mark(-1));
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => {
  event.preventDefault();
  mark(-depth);
  if (!$("#workspace").hidden) add(event.dataTransfer.files);
});
addEventListener("beforeunload", (event) => {
  if ([...states.values()].some(({ phase }) => UNSENT.includes(phase))) {
    event.preventDefault(); // the browser asks whether to leave
  }
});

$("#sign-in").onclick = () => attempt(async () => (await signIn(), await start(), $("#files").focus()));
$("#sign-out").onclick = () => attempt(async () => (await signOut(), location.reload()));

async function attempt(action) {
  try {
    await action();
  } catch (error) {
    $("#sign-in-problem").textContent = error instanceof Problem ? error.message : "That did not work. Reload the page.";
  }
}

await start();
