"""What the servers of the Images API differ in: one row each. Data only.

Read by the rest of this package and by bot/app/. Facts are from the servers' own sources and pages as of November
2026; what a server does not know of a request it ignores, unless its row says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.painter import Shape

Size = tuple[int, int]


class Dialect(StrEnum):
    """Where a server takes what the Images API has no place for: seeds, and numbers of steps."""

    NONE = "none"
    FIELD = "field"  # a field of its own
    KWARGS = "kwargs"  # within the field `kwargs`, JSON text
    PROMPT = "prompt"  # within the prompt, between stable-diffusion.cpp's tags


class Edit(StrEnum):
    """How a server is shown pictures."""

    NONE = "none"
    MULTIPART = "multipart"  # files of a form, posted to /images/edits
    JSON = "json"  # texts in a field, posted to /images/generations


#: Sizes that every model of today paints well. Sides are multiples of 16.
SIZES: Mapping[Shape, Size] = {Shape.SQUARE: (1024, 1024), Shape.WIDE: (1536, 1024), Shape.TALL: (1024, 1536)}
_LARGE: Mapping[Shape, Size] = {Shape.SQUARE: (2048, 2048), Shape.WIDE: (2304, 1536), Shape.TALL: (1536, 2304)}
_MEGAPIXEL: Mapping[Shape, Size] = {Shape.SQUARE: (1024, 1024), Shape.WIDE: (1216, 832), Shape.TALL: (832, 1216)}


@dataclass(frozen=True, slots=True)
class Profile:
    """One kind of server."""

    name: str
    seed: Dialect = Dialect.FIELD
    edit: Edit = Edit.MULTIPART
    #: what the answer is asked to hold ("b64_json", "base64", "url"); None: the server refuses to be asked
    answer: str | None = "b64_json"
    sizes: Mapping[Shape, Size] = field(default_factory=lambda: _MEGAPIXEL)
    #: for HD; only where a picture can be shown, because another size makes another picture of the same seed
    hd_sizes: Mapping[Shape, Size] | None = None
    #: takes `background: transparent`
    transparent: bool = False
    #: streams unfinished pictures
    sketches: bool = False
    #: takes `quality`
    quality: bool = False
    #: takes a number of steps: how the field is called, or its place within stable-diffusion.cpp's arguments
    steps: str | None = None
    references: int = 4  # at most so many pictures are shown
    #: for Edit.JSON: the field, whether it takes a list, and whether its texts are data: addresses or bare base64
    reference_field: str = "ref_images"
    reference_list: bool = True
    reference_address: bool = False
    #: takes `width` and `height` instead of `size`
    sides: bool = False
    #: characters that mean something to the server within a prompt, and are put as commas
    reserved: str = ""
    prompt_chars: int = 32_000  # what is longer is cut
    #: whatever its model, it looks at pictures; others are found out by their first refusal
    looks: bool = False
    #: asks money for every picture, so that none is painted only to look at the server
    paid: bool = False


_OPENAI = Profile(
    "openai",
    seed=Dialect.NONE,
    answer=None,
    sizes=SIZES,
    hd_sizes=_LARGE,
    transparent=True,
    sketches=True,
    quality=True,
    looks=True,
    paid=True,
)

PROFILES: Mapping[str, Profile] = {
    one.name: one
    for one in (
        _OPENAI,
        replace(_OPENAI, name="azure"),
        Profile("vllm-omni", steps="num_inference_steps"),
        # Without response_format it would answer with addresses of files that it may not keep.
        Profile("sglang", steps="num_inference_steps"),
        # One prompt may hold two, with a bar between them: the second is what to avoid.
        Profile("localai", edit=Edit.JSON, steps="step", reserved="|"),
        Profile("xinference", seed=Dialect.KWARGS, steps="num_inference_steps"),
        # A seed beside the prompt is ignored there.
        Profile("stable-diffusion.cpp", seed=Dialect.PROMPT, answer=None, steps="sample_steps"),
        Profile(
            "together",
            edit=Edit.JSON,
            answer="base64",
            steps="steps",
            reference_field="reference_images",
            reference_address=True,
            sides=True,
            paid=True,
        ),
        # Whatever else speaks the API: nothing is asked for that not all of them take.
        Profile("plain", seed=Dialect.NONE, edit=Edit.NONE, sizes=SIZES),
    )
}
