const $ = id => document.getElementById(id);
const root = document.documentElement.dataset;
let state = null, dragging = false;
const utc = ms => new Date(ms).toISOString().replace("T", " ").replace("Z", "");
function show(next) {
  const isElsewhere = state !== null && state.seeks !== next.seeks;
  state = next;
  root.head = next.headMs;
  $("head").textContent = utc(next.headMs);
  $("head").dateTime = new Date(next.headMs).toISOString();
  const canSeek = next.firstMs !== null;
  $("seek").disabled = !canSeek;
  $("first").textContent = canSeek ? utc(next.firstMs) : "a generated market has no end";
  $("last").textContent = canSeek ? utc(next.lastMs) : "";
  if (canSeek && !dragging) {
    $("seek").max = next.lastMs - next.firstMs;
    $("seek").step = Math.max(1, Math.round((next.lastMs - next.firstMs) / 600));
    $("seek").value = next.headMs - next.firstMs;
    $("seek").setAttribute("aria-valuetext", utc(next.headMs));
  }
  $("pause").textContent = next.isPaused ? "Resume" : "Pause";
  $("pause").setAttribute("aria-pressed", next.isPaused);
  $("step").disabled = $("frame").disabled = !next.isPaused;
  if (![...$("speed").options].some(o => o.value === next.speed))
    $("speed").add(new Option(next.speed, next.speed));
  if (document.activeElement !== $("speed")) $("speed").value = next.speed;
  if ($("symbol").options.length === 0)
    for (const name of next.symbols) $("symbol").add(new Option(name, name));
  const what = next.isSeeking ? "seeking" : next.isOver ? "the recording is over"
    : next.isPaused ? "paused" : next.waitsForClient ? "waits for a client" : "playing";
  $("status").textContent = `${what} · ${next.frames} frames sent · ${next.faults} faults`;
  showClients(next);
  if (isElsewhere) changeFeed();
}
function showClients(next) {
  const rows = next.clients.map(client => {
    const row = document.createElement("tr");
    const more = client.streamCount - client.streams.length;
    for (const text of [client.number,
      client.streams.join(" ") + (more > 0 ? ` and ${more} more` : ""),
      client.unreadBytes + " B"]) row.insertCell().textContent = text;
    return row;
  });
  $("clients").tBodies[0].replaceChildren(...rows);
  $("clients").hidden = rows.length === 0;
  $("none").textContent = rows.length === 0 ? "none"
    : next.clientCount > rows.length ? `${next.clientCount}, of which the first:` : "";
  root.clients = next.clientCount;
}
async function ask(control, method = "POST") {
  try {
    const answer = await fetch("/control/" + control, { method });
    const body = await answer.json();
    if (answer.ok) show(body); else $("status").textContent = body.error;
  } catch { $("status").textContent = "the server does not answer"; }
}
const togglePause = () => ask(state?.isPaused ? "resume" : "pause");
$("pause").onclick = togglePause;
$("step").onclick = () => ask("step?ms=1000");
$("frame").onclick = () => ask("step?frames=1");
$("speed").onchange = () => ask("speed?value=" + encodeURIComponent($("speed").value));
$("seek").oninput = () => {
  dragging = true;
  $("head").textContent = utc(state.firstMs + Number($("seek").value));
};
$("seek").onchange = () => {
  dragging = false;
  ask("seek?to=" + Math.round(state.firstMs + Number($("seek").value)));
};
addEventListener("keydown", event => {
  if (event.target !== document.body || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === " ") togglePause(); else if (event.key === ".") ask("step?ms=1000");
  else return;
  event.preventDefault();
});
