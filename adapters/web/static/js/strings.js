/**
 * The page's own words, in English and Korean. The bot's words come from the server.
 * Called by every view; `{name}` in a sentence is filled in by `t`.
 */

import { keep, recall } from "./storage.js";

const EN = {
  language_name: "English",
  other_language: "한국어",
  brand: "picturebook",
  bot_name: "picturebook",
  skip: "Skip to the message box",
  nav: "Rooms and threads",
  open_nav: "Open rooms and threads",
  close: "Close",
  rooms: "Rooms",
  add_room: "New room",
  room_name: "Name of the room",
  room_hint: "Letters, digits, dots and dashes. Each room has its own cast and album.",
  enter_room: "Enter",
  threads: "Threads",
  new_thread: "New thread",
  no_threads: "Nothing here yet. Say something and a thread begins.",
  untitled: "A thread",
  language: "Language",
  theme: "Theme",
  theme_auto: "Theme: as the device",
  theme_light: "Theme: light",
  theme_dark: "Theme: dark",
  cast: "Cast",
  album: "Album",
  conversation: "Conversation",
  reconnecting: "Reconnecting…",
  connected: "Connected again",
  loading: "Opening…",
  older: "Earlier messages",
  newest: "Newest messages",
  today: "Today",
  yesterday: "Yesterday",
  edited: "edited",
  message: "Message",
  placeholder: "What shall we draw?",
  composer: "New message",
  send: "Send",
  attach: "Attach a picture",
  attached: "Attached pictures",
  remove_attachment: "Remove {name}",
  uploading: "{name} is being uploaded",
  upload_failed: "{name} was not uploaded: {why}",
  again: "Try again",
  discard: "Discard",
  edit_again: "Edit",
  drop_here: "Drop the picture here",
  not_a_picture: "Only pictures can be attached.",
  sending: "Sending…",
  waiting: "Not sent yet. It is kept, and I keep trying.",
  no_answer: "No answer from the server.",
  not_sent: "The server did not take this message. It is kept here.",
  failed: "That did not work. Nothing was changed; please try again.",
  speaking_as: "Speaking as {name}. Change who speaks",
  who_speaks: "Who speaks?",
  add_person: "Add someone",
  rename_person: "Rename {name}",
  remove_person: "Remove {name}",
  name: "Name",
  save: "Save",
  cancel: "Cancel",
  first_names: "Maple Robin Clover Juniper Hazel Poppy Wren Linden",
  reply: "Reply",
  reply_to_bot: "Reply to this message",
  reply_to_picture: "Reply to picture {label}",
  reply_to_this_picture: "Reply to this picture",
  replying: "Replying to",
  cancel_reply: "Cancel the reply",
  picture: "picture",
  picture_n: "Picture {label}",
  a_picture: "A picture",
  enlarge: "{name}: {alt}. Enlarge and select",
  enlarge_only: "{name}: {alt}. Enlarge",
  selected: "selected",
  gone: "This picture is not here any more.",
  drawing: "Drawing",
  placeholder_n: "Picture {label} is being drawn",
  pictures_of: "Pictures",
  actions: "What next",
  said: "{name}: {text}",
  pictures_ready_one: "1 picture",
  pictures_ready: "{count} pictures",
  lightbox: "Picture",
  previous: "Previous picture",
  next: "Next picture",
  select: "Choose this one",
  details: "Details",
  download: "Download",
  prompt: "Prompt",
  seed: "Seed",
  no_seed: "none",
  copy: "Copy",
  copied: "Copied",
  copy_what: "Copy {what}",
  model: "Model",
  painter: "Painter",
  style: "Style",
  size: "Size",
  characters: "Who is in it",
  by: "Asked for by",
  made: "Made",
  notes: "Notes",
  family: "Family tree",
  family_alone: "Drawn from words alone; nothing came from it yet.",
  this_one: "this picture",
  vary: "Variations",
  edit: "Edit…",
  name_it: "Name…",
  sticker: "Sticker",
  hd: "HD",
  delete: "Delete",
  delete_sure: "Delete this picture?",
  delete_words: "It leaves the album and cannot be brought back. Drawing it anew from its words stays possible.",
  send_form: "Send",
  optional: "may stay empty",
  no_cast: "Nobody has a name yet. Draw someone, then tell me who it is: “Its name is Larry.”",
  also: "also {names}",
  no_face: "no picture yet",
  no_album: "The pictures of this room will hang here.",
  more_pictures: "Older pictures",
  panel_failed: "This did not load.",
  welcome: "What shall we draw?",
  welcome_words:
    "Tell me what you see in your head. I draw it, you choose, we go on from there, and I remember who is who.",
  examples: "For a start",
  example_1: "My daughter keeps talking about a super-duper sunflower hedgehog, what does it look like?",
  example_2: "Draw a small house in the meadow at night, with a mailbox by the gate",
  example_3: "Make up a bedtime story about a kind fox and paint it in watercolour",
};

/** @type {typeof EN} */
const KO = {
  language_name: "한국어",
  other_language: "English",
  brand: "picturebook",
  bot_name: "picturebook",
  skip: "메시지 입력란으로 건너뛰기",
  nav: "방과 스레드",
  open_nav: "방과 스레드 열기",
  close: "닫기",
  rooms: "방",
  add_room: "새 방",
  room_name: "방 이름",
  room_hint: "영문자, 숫자, 점, 줄표만 쓸 수 있어요. 방마다 등장인물과 앨범이 따로 있어요.",
  enter_room: "들어가기",
  threads: "스레드",
  new_thread: "새 스레드",
  no_threads: "아직 아무것도 없어요. 말을 걸면 스레드가 시작돼요.",
  untitled: "스레드",
  language: "언어",
  theme: "테마",
  theme_auto: "테마: 기기 설정대로",
  theme_light: "테마: 밝게",
  theme_dark: "테마: 어둡게",
  cast: "등장인물",
  album: "앨범",
  conversation: "대화",
  reconnecting: "다시 연결하는 중…",
  connected: "다시 연결됐어요",
  loading: "여는 중…",
  older: "이전 메시지",
  newest: "최근 메시지",
  today: "오늘",
  yesterday: "어제",
  edited: "수정됨",
  message: "메시지",
  placeholder: "무엇을 그려 볼까요?",
  composer: "새 메시지",
  send: "보내기",
  attach: "그림 첨부",
  attached: "첨부한 그림",
  remove_attachment: "{name} 빼기",
  uploading: "{name} 올리는 중",
  upload_failed: "{name} 올리지 못했어요: {why}",
  again: "다시 시도",
  discard: "버리기",
  edit_again: "고치기",
  drop_here: "여기에 그림을 놓으세요",
  not_a_picture: "그림 파일만 첨부할 수 있어요.",
  sending: "보내는 중…",
  waiting: "아직 보내지 못했어요. 메시지는 남아 있고 계속 시도할게요.",
  no_answer: "서버가 답하지 않아요.",
  not_sent: "서버가 이 메시지를 받지 않았어요. 메시지는 여기 남아 있어요.",
  failed: "잘 되지 않았어요. 바뀐 것은 없으니 다시 해 주세요.",
  speaking_as: "{name}(으)로 말하는 중. 말하는 사람 바꾸기",
  who_speaks: "누가 말하나요?",
  add_person: "사람 추가",
  rename_person: "{name} 이름 바꾸기",
  remove_person: "{name} 빼기",
  name: "이름",
  save: "저장",
  cancel: "취소",
  first_names: "다람 도토리 솔이 보리 단비 새봄 하늘 모과",
  reply: "답장",
  reply_to_bot: "이 메시지에 답장",
  reply_to_picture: "{label}번 그림에 답장",
  reply_to_this_picture: "이 그림에 답장",
  replying: "답장할 대상",
  cancel_reply: "답장 취소",
  picture: "그림",
  picture_n: "{label}번 그림",
  a_picture: "그림",
  enlarge: "{name}: {alt}. 크게 보고 고르기",
  enlarge_only: "{name}: {alt}. 크게 보기",
  selected: "고른 그림",
  gone: "이 그림은 이제 없어요.",
  drawing: "그리는 중",
  placeholder_n: "{label}번 그림을 그리는 중",
  pictures_of: "그림",
  actions: "다음에 할 일",
  said: "{name}: {text}",
  pictures_ready_one: "그림 1장",
  pictures_ready: "그림 {count}장",
  lightbox: "그림",
  previous: "이전 그림",
  next: "다음 그림",
  select: "이걸로 할래요",
  details: "자세히",
  download: "내려받기",
  prompt: "프롬프트",
  seed: "시드",
  no_seed: "없음",
  copy: "복사",
  copied: "복사했어요",
  copy_what: "{what} 복사",
  model: "모델",
  painter: "화가",
  style: "화풍",
  size: "크기",
  characters: "나오는 친구",
  by: "부탁한 사람",
  made: "그린 때",
  notes: "참고",
  family: "가계도",
  family_alone: "말만 듣고 그린 그림이에요. 아직 이 그림에서 나온 그림은 없어요.",
  this_one: "이 그림",
  vary: "변형",
  edit: "고치기…",
  name_it: "이름 짓기…",
  sticker: "스티커",
  hd: "고화질",
  delete: "지우기",
  delete_sure: "이 그림을 지울까요?",
  delete_words: "앨범에서 사라지고 되돌릴 수 없어요. 같은 말로 새로 그리는 것은 할 수 있어요.",
  send_form: "보내기",
  optional: "비워도 돼요",
  no_cast: "아직 이름이 있는 친구가 없어요. 누군가를 그린 다음 “이름은 래리야”라고 말해 보세요.",
  also: "다른 이름: {names}",
  no_face: "아직 그림이 없어요",
  no_album: "이 방에서 그린 그림이 여기에 걸려요.",
  more_pictures: "이전 그림",
  panel_failed: "불러오지 못했어요.",
  welcome: "무엇을 그려 볼까요?",
  welcome_words: "머릿속에 보이는 것을 말해 주세요. 그려 드리면 하나를 고르고, 거기서 이어 가요. 누가 누구인지 기억할게요.",
  examples: "이렇게 시작해 보세요",
  example_1: "우리 딸이 자꾸 슈퍼두퍼 해바라기 고슴도치 얘기를 하는데, 어떻게 생겼을까?",
  example_2: "밤 들판에 있는 작은 집을 그려 줘, 문 옆에는 우체통이 있어",
  example_3: "마음씨 착한 여우가 나오는 잠자리 동화를 짓고 수채화로 그려 줘",
};

const TABLES = { en: EN, ko: KO };

/** @typedef {keyof typeof EN} Key */
/** @typedef {keyof typeof TABLES} Language */

/** @returns {Language} */
const ofBrowser = () => (navigator.language.toLowerCase().startsWith("ko") ? "ko" : "en");

/** @type {Language} */
let language = recall("language", ofBrowser()) === "ko" ? "ko" : "en";
/** @type {Set<() => void>} */
const listeners = new Set();

/** Return the sentence `key` in the page's language. @param {Key} key @param {Record<string, string|number>} [facts] */
export function t(key, facts = {}) {
  return TABLES[language][key].replace(/\{(\w+)\}/g, (whole, name) => (name in facts ? String(facts[name]) : whole));
}

export const currentLanguage = () => language;

/** Return the locale that events carry: the browser's own when it speaks the page's language. */
export const locale = () => (navigator.language.toLowerCase().startsWith(language) ? navigator.language : language);

export function switchLanguage() {
  language = language === "en" ? "ko" : "en";
  keep("language", language);
  for (const listener of listeners) listener();
}

/** @param {() => void} listener */
export const onLanguage = (listener) => listeners.add(listener);

/** Fill in every element of `root` that names its words: `data-t`, `data-t-label`, `data-t-placeholder`. @param {ParentNode} root */
export function fillIn(root) {
  for (const one of root.querySelectorAll("[data-t]")) {
    one.textContent = t(/** @type {Key} */ (/** @type {HTMLElement} */ (one).dataset.t));
  }
  for (const one of root.querySelectorAll("[data-t-label]")) {
    const words = t(/** @type {Key} */ (/** @type {HTMLElement} */ (one).dataset.tLabel));
    one.setAttribute("aria-label", words);
    if (one instanceof HTMLButtonElement) one.title = words;
  }
  for (const one of root.querySelectorAll("[data-t-placeholder]")) {
    one.setAttribute("placeholder", t(/** @type {Key} */ (/** @type {HTMLElement} */ (one).dataset.tPlaceholder)));
  }
}

/** Return a time of day, and with `day` the date too. @param {number} timeS @param {boolean} [day] */
export function timeWords(timeS, day = false) {
  const options = /** @type {Intl.DateTimeFormatOptions} */ (
    day ? { dateStyle: "medium", timeStyle: "short" } : { timeStyle: "short" }
  );
  return new Intl.DateTimeFormat(language, options).format(new Date(timeS * 1000));
}

/** Return the name of a day: today, yesterday or the date. @param {number} timeS */
export function dayWords(timeS) {
  const day = new Date(timeS * 1000);
  const today = new Date();
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
  if (day.toDateString() === today.toDateString()) return t("today");
  if (day.toDateString() === yesterday.toDateString()) return t("yesterday");
  return new Intl.DateTimeFormat(language, { dateStyle: "full" }).format(day);
}
