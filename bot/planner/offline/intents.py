"""Decides what to do about a message: an ordered list of rules, the first that fits wins.

Called by the planner with a Situation; returns a plan and the notes for next time. Language-neutral: the words were
read before, by english or korean.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from bot import policy
from bot.planner.offline import answers, drawings, stories
from bot.planner.offline.decisions import (
    Decision,
    ask_what,
    ask_which,
    described,
    draw,
    drawings_for,
    edit,
    kept,
    last_action,
    name_all,
    note,
    unclear_target,
)
from bot.planner.offline.reading import Content
from bot.planner.offline.situation import Situation
from bot.planner.prompts import Change, identity_card
from bot.planner.references import parent_of
from bot.plans import Action, Naming, Plan

Rule = Callable[[Situation], Decision | None]


def decide(here: Situation) -> Decision:
    """Return the plan for `here`, and what to remember."""
    for rule in RULES:
        decision = rule(here)
        if decision is not None:
            return decision
    return silence(here)


def silence(here: Situation) -> Decision:
    """People talk to each other, or to themselves: say nothing, unless the bot is the only one who listens."""
    notes = replace(kept(here.state), antecedent=here.reading.told_of or here.state.antecedent)
    if here.alone and re.search(r"\w", here.reading.text):
        return Plan(Action.NOTE, here.say("note"), here.language), notes
    return Plan(Action.NONE, "", here.language), notes


# ---------------------------------------------------------------- asking


# ---------------------------------------------------------------- rules, in order


def rule_empty(here: Situation) -> Decision | None:
    """Nothing but emoji or marks: applause, at most."""
    if re.search(r"\w", here.reading.text) or here.request.verb:
        return None
    return Plan(Action.NONE, "", here.language), here.state


#: Said of the picture at hand: "ok now his head is off".
_GOES_ON = re.compile(
    r"(?:ok(?:ay)?|now|and|then|so|next|but|this time|also|instead|이제|이번엔|그럼|근데|그리고)\b", re.IGNORECASE
)


def rule_unsafe(here: Situation) -> Decision | None:
    """Wishes for what we do not draw, in whatever words the prompt would have put it."""
    reading = here.reading
    wishes = (
        reading.asks_to_draw
        or reading.weakly
        or reading.describes
        or reading.change
        or reading.writes
        or here.request.verb
        or (here.board.grids and _GOES_ON.match(reading.text))
    )
    if not wishes and (reading.question or reading.to_person or len(reading.text.split()) > 8):
        return None
    broken = policy.unsafe(reading.text, "general")
    if broken is None:
        return None
    return policy.refusal(broken, Plan(Action.REFUSE, language=here.language)), kept(here.state)


#: What only the bot has; words like "verbatim" alone may be about a picture.
_OWN = re.compile(
    r"prompt|hidden|rules|instruct|told|given|context|config|api key|password|system|developer|this chat|conversation"
    r"|프롬프트|지침|규칙|설정|내용|메시지|지시|명령|시스템|개발자|관리자",
    re.IGNORECASE,
)


def rule_prying(here: Situation) -> Decision | None:
    """Asks for the bot's own instructions."""
    if not here.reading.prying or (here.reading.asks_to_draw and not _OWN.search(here.reading.text)):
        return None
    return Plan(Action.TEXT, here.say("prying"), here.language), kept(here.state)


def rule_to_person(here: Situation) -> Decision | None:
    """Said to somebody else in the room."""
    if not here.reading.to_person or here.request.verb:
        return None
    notes = replace(here.state, antecedent=here.reading.told_of or here.state.antecedent)
    return Plan(Action.NONE, "", here.language), notes


#: "call her Wanda and put her in a bathtub": a change beside a name.
_AND_CHANGE = re.compile(
    r"(?:\band\b|[,.;!])\s*(?:then |also |please |now )*"
    r"(?:put|add|give|make|remove|turn|paint|draw in|take off|lose|swap|replace|change)\b",
    re.IGNORECASE,
)


def rule_name(here: Situation) -> Decision | None:  # noqa: PLR0911 - the first that fits wins
    """Gives somebody a name, and perhaps asks for more in the same breath."""
    reading = here.reading
    if not reading.name:
        return None
    if reading.introduced and reading.content is not None:
        plan, notes = draw(here, reading.content)
        card = identity_card(plan.drawings[0].prompt) if plan.drawings else ""
        return replace(plan, namings=(Naming(reading.name, drawing=1, description=card),) if card else ()), notes
    if reading.named_thing and reading.content is not None:
        return draw(here, reading.content, namings=(Naming(reading.name, description=described(reading.named_thing)),))
    if reading.named_thing and not here.board.grids:
        naming = Naming(reading.name, description=described(reading.named_thing))
        return replace(note(here, "named", name=reading.name)[0], namings=(naming,)), kept(here.state)
    if reading.namings:
        return name_all(here)
    unclear = unclear_target(here)
    if unclear is not None:
        return unclear
    target = here.target
    if target is None:
        return None
    known = here.board.character(reading.name)
    worn = next((c for c in here.board.cast if c.picture == target.id), None)
    who = known or worn
    naming = Naming(
        reading.name, target.id, character=who.id if who else None, description=identity_card(target.prompt)
    )
    if reading.change is not None and reading.change_is_explicit and _AND_CHANGE.search(reading.text):
        plan, notes = edit(here, (target,), reading.change)
        return replace(plan, namings=(naming,)), notes
    if reading.more or (reading.reroll and not reading.undo):
        plan = Plan(
            Action.DRAW,
            here.say("named_more", name=reading.name),
            here.language,
            drawings.varied(reading, target),
            (naming,),
            target.id,
        )
        return plan, kept(here.state)
    return Plan(
        Action.NOTE,
        here.say("renamed" if worn and not known else "named", name=reading.name),
        here.language,
        namings=(naming,),
        select=target.id,
    ), kept(here.state)


def rule_undo(here: Situation) -> Decision | None:
    """Back to the picture before the last change."""
    if not here.reading.undo or (here.reading.content is not None and here.reading.asks_to_draw):
        return None
    if here.target is None:
        return ask_what(here)
    source = here.target
    if here.reading.pointer.lacking and here.pointed:
        return Plan(Action.NOTE, here.say("restored"), here.language, select=source.id), kept(here.state)
    parent = parent_of(here.board, source)
    if parent is None:
        return replace(note(here, "nothing_to_restore")[0], select=source.id), kept(here.state)
    if here.reading.change is not None and here.reading.change_is_explicit and not here.reading.change.remove:
        made = drawings.edited(here.reading, (parent,), here.reading.change, alt=here.reading.text)
        return Plan(Action.EDIT, here.say("edited"), here.language, made), kept(here.state)
    return Plan(Action.NOTE, here.say("restored"), here.language, select=parent.id), kept(here.state)


def rule_words(here: Situation) -> Decision | None:
    """Asks for a text; for a text and pictures, both."""
    reading = here.reading
    if here.request.verb == "story":
        reading = replace(reading, writes=reading.writes or "story", writes_about=reading.writes_about or reading.text)
    if reading.length and not reading.writes and last_action(here) in {Action.TEXT, Action.BOTH} and here.state.form:
        reading = replace(reading, writes=here.state.form, change=None)
    if not reading.writes:
        return None
    text, state = stories.write(replace(here, reading=reading))
    if reading.content is not None and reading.asks_to_draw and not reading.no_picture:
        content = reading.content
        made = drawings_for(here, stories.moment(here, content, state))
        return Plan(Action.BOTH, text, here.language, made), state
    return Plan(Action.TEXT, text, here.language), state


def rule_question(here: Situation) -> Decision | None:
    """A question that words answer."""
    reading = here.reading
    if (
        not reading.question
        or reading.asks_to_draw
        or reading.describes
        or reading.change_is_explicit
        or reading.more
        or reading.reroll
    ):
        return None
    text, state = answers.answer(here)
    select = here.target.id if here.pointed and here.target is not None else None
    plan = Plan(Action.TEXT, text, here.language, select=select)
    return plan, replace(kept(state), antecedent=reading.told_of or state.antecedent)


def rule_more(here: Situation) -> Decision | None:  # noqa: PLR0911 - the first that fits wins
    """More like this one; the same again with new seeds; more pictures of somebody."""
    reading = here.reading
    if not (reading.more or reading.reroll) or reading.sticker_for:
        return None
    if reading.seed == "same" and reading.change_is_explicit:
        return None
    if here.board.last_grid is None and not reading.cast:
        wanted = reading.content is not None and (reading.asks_to_draw or reading.count is not None)
        return None if wanted else ask_what(here)
    who = here.characters()
    if who and reading.more and not here.pointed:
        base = here.board.pictures.get(next(iter(who.values())).picture or "")
        if base is not None:
            made = tuple(
                replace(d, characters=tuple(c.id for c in who.values())) for d in drawings.varied(reading, base)
            )
            return Plan(Action.DRAW, here.say("varied"), here.language, made), kept(here.state)
    unclear = unclear_target(here)
    if unclear is not None:
        return unclear
    if here.target is None:
        return None
    key = "rerolled" if reading.reroll and not reading.more else "varied"
    select = here.target.id if here.pointed and here.target.id != here.board.state.selected else None
    made = drawings.varied(reading, here.target)
    if reading.change is not None and reading.change_is_explicit and not reading.more:
        made = tuple(
            replace(d, prompt=drawings.edited(reading, (here.target,), reading.change, alt="")[0].prompt) for d in made
        )
    return Plan(Action.DRAW, here.say(key), here.language, made, select=select), kept(here.state)


def rule_edit(here: Situation) -> Decision | None:  # noqa: PLR0911 - the first that fits wins
    """Changes a picture that is there."""
    reading = here.reading
    change = reading.change or (Change() if reading.reshape else None)
    if reading.reshape and here.board.grids:
        return unclear_target(here) or edit(here, here.targets, change or Change())
    if change is None or (reading.fresh and not reading.pointer.points):
        return None
    if (reading.asks_to_draw or _new_subject(here)) and not here.pointed and not _asks_about_it(here):
        return None
    if not reading.change_is_explicit and not here.pointed:
        return None
    if not here.board.grids:
        orders = (
            here.alone
            and reading.content is None
            and re.match(
                r"(?:can|could|would|please|add|remove|make|give|put|change|swap|turn)\b", reading.text, re.IGNORECASE
            )
        )
        if reading.describes or reading.weakly or not (reading.refers or reading.pointer.points or orders):
            return None
        return ask_what(here)
    unclear = unclear_target(here)
    if unclear is not None:
        return unclear
    return edit(here, here.targets, change)


def _new_subject(here: Situation) -> bool:
    """Return whether a bare description brings in somebody new: "a unicycle, no raccoon"."""
    content = here.reading.content
    if content is None or content.anaphor:
        return False
    change = here.reading.change
    if (
        here.reading.cast
        and content.subject.startswith("{")
        and change is not None
        and not (change.tint or change.swap or change.remove)
    ):
        return here.reading.describes or here.reading.weakly
    if not here.reading.describes:
        return False
    replaces = re.search(r"\b(?:instead of|rather than|in place of)\b", here.reading.text)
    if change is not None and change.swap and replaces:
        return False
    return (
        re.match(r"(?:an?|two|three|some|several)\b", content.native, re.IGNORECASE) is not None
        and len(content.native.split()) > 3
    )


def _asks_about_it(here: Situation) -> bool:
    """Return whether a request that reads as "draw" is about the picture at hand: "give it a hat"."""
    content = here.reading.content
    return content is None or bool(
        content.anaphor and re.match(r"(?:it|him|her|them|this|that)\b(?! as\b)", content.subject, re.IGNORECASE)
    )


def rule_draw(here: Situation) -> Decision | None:
    """Draws something new."""
    reading = here.reading
    if reading.content is None:
        if here.request.verb == "draw" and reading.text:
            return draw(here, Content(reading.text, native=reading.text))
        return None
    if reading.unknown and not reading.cast and not policy.findings(reading.unknown):
        return ask_what(here, "who", "who", reading.unknown)
    if (
        here.language == "ko"
        and not reading.content.subject
        and not reading.content.owned
        and last_action(here) == Action.TEXT
        and here.state.story
    ):
        return draw(here, stories.moment(here, reading.content, here.state))
    return draw(here, reading.content)


def rule_select(here: Situation) -> Decision | None:
    """Picks one of the pictures."""
    reading = here.reading
    if reading.undecided and len(reading.pointer.ordinals) > 1:
        return note(here, "undecided")
    replied = here.request.reply_to in here.board.pictures and not reading.question
    if not (reading.pointer.points or replied) or not here.board.grids:
        return None
    if here.candidates:
        return ask_which(here, here.candidates)
    if here.lost:
        return ask_which(here, here.board.last_grid.pictures, "gone") if here.board.last_grid and here.alone else None
    if here.target is None or len(here.targets) > 1:
        return note(here, "undecided") if here.targets else None
    single = len([g for g in here.board.grids if here.target.id in g.pictures and len(g.pictures) > 1]) == 0
    plan, state = note(here, "selected_only" if single else "selected", n=here.target.position)
    return replace(plan, select=here.target.id), state


def rule_courtesy(here: Situation) -> Decision | None:
    """Thanks, good night."""
    for said, key in ((here.reading.bye, "bye"), (here.reading.thanks, "thanks")):
        if said and here.alone:
            return note(here, key)
    if here.reading.praise and here.alone and here.board.grids:
        return note(here, "praise")
    return None


RULES: tuple[Rule, ...] = (
    rule_empty,
    rule_unsafe,
    rule_prying,
    rule_to_person,
    rule_name,
    rule_undo,
    rule_words,
    rule_more,
    rule_edit,
    rule_question,
    rule_draw,
    rule_select,
    rule_courtesy,
)
