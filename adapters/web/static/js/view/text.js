/**
 * Words as people typed them, made into paragraphs and bold; everything else stays text.
 * Called by messages. Never makes markup from data.
 */

import { el } from "./dom.js";

const BOLD = /\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*/g;

/** Return `text` as paragraphs. @param {string} text @returns {HTMLElement[]} */
export function paragraphs(text) {
  return text
    .split(/\n{2,}/)
    .filter((part) => part.trim() !== "")
    .map((part) => el("p", { dir: "auto" }, ...inline(part)));
}

/** @param {string} text @returns {(Node|string)[]} */
function inline(text) {
  /** @type {(Node|string)[]} */
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(BOLD)) {
    parts.push(text.slice(from, match.index), el("strong", {}, match[1]));
    from = match.index + match[0].length;
  }
  parts.push(text.slice(from));
  return parts;
}

/** Return the first words of `text`, for a place with little room. @param {string} text @param {number} chars */
export function shorten(text, chars) {
  const flat = text.replace(/\*\*/g, "").replace(/\s+/g, " ").trim();
  const letters = [...flat];
  return letters.length > chars ? `${letters.slice(0, chars - 1).join("")}…` : flat;
}
