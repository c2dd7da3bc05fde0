/**
 * The shapes that travel between the server and the page. Types only; nothing here runs.
 *
 * @typedef {{id: string, name: string}} Author
 * @typedef {{blob: string, media_type: string, width_px: number, height_px: number, name: string}} Attachment
 * @typedef {{id: string, label: string, style: "plain"|"primary"|"danger", opens_form: boolean}} Button
 * @typedef {{name: string, label: string, kind: "line"|"paragraph"|"choice", value: string, max_chars: number,
 *            required: boolean, choices: [string, string][]}} Field
 * @typedef {{id: string, title: string, fields: Field[], submit: string}} Form
 * @typedef {{picture: string, label: string, blob: string, media_type: string, width_px: number,
 *            height_px: number, alt: string, select: string, large: boolean}} Card
 * @typedef {{stage: string, done: number, total: number, shape: string}} Progress
 * @typedef {{label: string, value: string, picture: string|null}} Fact
 * @typedef {{turn: string, text: string, cards: Card[], buttons: Button[][], progress: Progress|null,
 *            facts: Fact[], audience: string, language: string, final: boolean}} Reply
 * @typedef {{id: string, thread: string, from: "person"|"bot", author: Author|null, time_s: number, text: string,
 *            reply_to: string|null, attachments: Attachment[], reply: Reply|null, edited: boolean}} Message
 * @typedef {{id: string, title: string, started_s: number, last_s: number, messages: number}} ThreadSummary
 * @typedef {{id: string, threads: number, last_s: number}} RoomSummary
 * @typedef {{id: string, name: string, aliases: string[], description: string, picture: string|null,
 *            blob: string|null}} CastMember
 * @typedef {{id: string, ordinal: number, thread: string, turn: string, prompt: string, alt: string,
 *            seed: number|null, painter: string, model: string, style: string|null, width_px: number,
 *            height_px: number, parents: string[], characters: string[], author: string, time_s: number,
 *            blob: string, media_type: string, notes: string[], cost_usd: number|null}} PictureDetails
 * @typedef {{pictures: number|null, audience: string|null, retention_days: number|null,
 *            pictures_per_day_person: number|null, pictures_per_day_room: number|null,
 *            budget_month: number|null,
 *            language: string|null, quality: string|null, painter: string|null}} RoomSettings null: as usual on this server
 * @typedef {{rooms: number, lines: number, pictures: number, characters: number}} Forgotten
 *
 * A picture as the lightbox shows it. `picture` is null for what a person attached.
 * @typedef {{picture: string|null, blob: string, media_type: string, alt: string, label: string,
 *            select: string|null, width_px: number, height_px: number}} Shown
 *
 * What a reply points at: `target` is sent to the server, the rest is for the chip above the composer.
 * @typedef {{target: string, words: string, blob: string|null}} Quote
 *
 * A person that somebody at this browser plays.
 * @typedef {{id: string, name: string, hue: number}} Persona
 */

export {};
