// The texts for users: for each state of an upload, and for each reason that the API gives.

const SEND_ANOTHER = "Please send another photo.";

/** The text for each `reason` of an item. */
export const REASONS = {
  damaged: `The file is damaged and cannot be opened. ${SEND_ANOTHER}`,
  decoder_crashed: `The file could not be opened safely. ${SEND_ANOTHER}`,
  empty: "The file is empty.",
  format_not_allowed: "The file is of a type that is not accepted here, whatever its name says.",
  not_an_image: "The file is not a photo.",
  not_scanned: "The file could not be scanned for viruses, so it stays closed.",
  object_gone: "The file was deleted before it could be opened.",
  scan_access_denied: "The virus scanner could not open the file, so it stays closed.",
  scan_failed: "The virus scan failed, so the file stays closed.",
  scan_skipped: "The file is protected or too large for the virus scan, so it stays closed.",
  scan_unsupported: "The file is of a kind that cannot be scanned for viruses, so it stays closed.",
  tag_disagrees: "The virus scan contradicts itself, so the file stays closed.",
  too_complex: "The file is too complex to be opened.",
  too_large: "The file is too large.",
  too_many_pixels: "The photo has too many pixels. Send a smaller copy.",
  too_much_memory: "The photo takes too much memory. Send a smaller copy.",
  too_slow: "The photo takes too long to open. Send a smaller copy.",
  variant_not_supported: "The file is of a rare variant that cannot be opened. Save it as JPEG and send that.",
};

const STATUSES = {
  processed: "Ready",
  rejected: "Not accepted.",
  infected: "A virus was found. The file was deleted.",
  unscannable: "Could not be scanned, so the file stays closed.",
};

/**
 * Return the text for an upload's state, and its tone: `busy`, `good`, `bad` or `still`.
 *
 * @param {{phase: string, share?: number, arrived?: boolean, status?: string, reason?: string, problem?: string}} state
 * @returns {{text: string, tone: string}}
 */
export function inWords(state) {
  switch (state.phase) {
    case "queued":
      return { text: "Waiting for its turn", tone: "busy" };
    case "preparing":
      return { text: "Preparing", tone: "busy" };
    case "sending":
      return { text: state.share < 1 ? `Sending, ${Math.floor(state.share * 100)} %` : "Sent, waiting for the answer", tone: "busy" };
    case "offline":
      return { text: "The connection was lost. Trying again by itself", tone: "busy" };
    case "waiting":
      return { text: state.arrived ? "Arrived. Being scanned for viruses" : "Sent. Waiting for the scan", tone: "busy" };
    case "cancelled":
      return { text: "Cancelled", tone: "still" };
    case "failed":
      return { text: state.problem, tone: "bad" };
    default: // judged; a status or a reason that is newer than this page gets a general text
      return {
        text: REASONS[state.reason] ?? STATUSES[state.status] ?? "Not accepted.",
        tone: state.status === "processed" ? "good" : "bad",
      };
  }
}

/** Return a number of bytes as text, such as "1.5 MB". */
export function size(bytes) {
  const [value, unit] = bytes < 1e6 ? [bytes / 1024, "kilobyte"] : [bytes / 1024 ** 2, "megabyte"];
  const digits = value < 100 && value % 1 ? 1 : 0;
  return new Intl.NumberFormat("en", { style: "unit", unit, maximumFractionDigits: digits }).format(value);
}
