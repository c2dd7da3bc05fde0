/**
 * The room's stream of events, kept open: after a lost connection or a restart of the server it goes on
 * where it stopped. Called by the session. Knows nothing of what the events mean.
 */

const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 5_000;

/**
 * Open the stream and keep it open until `close` is called.
 *
 * EventSource reconnects by itself after some failures and gives up after others (any answer that is not a
 * stream, such as a proxy's 502). One rule for both is easier to trust: on every failure it is closed and
 * opened anew after the last id that was seen.
 * @param {object} options
 * @param {(after: string) => string} options.url
 * @param {string} options.after where to start
 * @param {(name: "message"|"thread"|"reset", data: any) => void} options.onEvent
 * @param {(open: boolean) => void} options.onState
 */
export function openStream({ url, after, onEvent, onState }) {
  /** @type {EventSource|null} */
  let source = null;
  let timer = 0;
  let failures = 0;
  let last = after;
  let closed = false;

  function connect() {
    clearTimeout(timer);
    source?.close();
    source = new EventSource(url(last));
    source.addEventListener("open", () => {
      failures = 0;
      onState(true);
    });
    source.addEventListener("error", retry);
    for (const name of /** @type {const} */ (["message", "thread", "reset"])) {
      source.addEventListener(name, (event) => {
        if (event.lastEventId) last = event.lastEventId;
        onEvent(name, event.data ? JSON.parse(event.data) : null);
      });
    }
  }

  function retry() {
    source?.close();
    source = null;
    if (closed) return;
    onState(false);
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
    failures += 1;
    clearTimeout(timer);
    timer = setTimeout(connect, wait);
  }

  /** A laptop that wakes up, or a network that is back: no reason to wait out the pause. */
  function hurry() {
    if (!closed && source === null) connect();
  }

  window.addEventListener("online", hurry);
  document.addEventListener("visibilitychange", hurry);
  connect();
  return {
    close() {
      closed = true;
      clearTimeout(timer);
      source?.close();
      window.removeEventListener("online", hurry);
      document.removeEventListener("visibilitychange", hurry);
    },
  };
}
