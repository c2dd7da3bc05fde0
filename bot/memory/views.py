"""Records as pages and panels may show them. Pure; called by the core for its adapters."""

from __future__ import annotations

from bot.memory.records import Character, Picture
from bot.replies import CastMember, PictureDetails


def details(picture: Picture) -> PictureDetails:
    """Return what may be shown of `picture`: everything but the id of who asked for it, and the cost."""
    return PictureDetails(
        id=picture.id,
        ordinal=picture.ordinal,
        thread=picture.thread,
        turn=picture.turn,
        prompt=picture.prompt,
        alt=picture.alt,
        seed=picture.seed,
        painter=picture.painter,
        model=picture.model,
        style=picture.style,
        width_px=picture.width_px,
        height_px=picture.height_px,
        parents=picture.parents,
        characters=picture.characters,
        author=picture.author.name,
        time_s=picture.time_s,
        blob=picture.blob,
        media_type=picture.media_type,
        notes=picture.notes,
        cost_usd=picture.cost_usd,
    )


def member(character: Character, picture: Picture | None) -> CastMember:
    """Return what may be shown of `character`; `picture` is its canonical one, None when there is none any more."""
    return CastMember(
        id=character.id,
        name=character.name,
        aliases=character.aliases,
        description=character.description,
        picture=None if picture is None else picture.id,
        blob=None if picture is None else picture.blob,
    )
