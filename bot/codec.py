"""Records to JSON text and back, for everything that is stored or crosses processes.

Pydantic checks what comes back, so rubbish in the store is an error here and not a surprise elsewhere.
"""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from bot.errors import StoreError

T = TypeVar("T")


_adapters: dict[Any, TypeAdapter[Any]] = {}  # building one costs a millisecond


def _adapter(kind: Any) -> TypeAdapter[Any]:
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


def dump(value: object, kind: Any = None) -> str:
    """Return `value` as JSON. `kind` names the type when it is a union or a container.

    Raises StoreError when `value` is not one: what is written must be readable again. (A None where none may be is
    written all the same; `load` refuses it.)
    """
    try:
        return _adapter(kind or type(value)).dump_json(value, warnings="error").decode()
    except PydanticSerializationError as error:
        raise StoreError(f"not a {getattr(kind, '__name__', kind)}: {type(value).__name__}") from error


def load(kind: type[T], text: str | bytes) -> T:
    """Return the `kind` written in `text`. Raises StoreError when it is not one."""
    try:
        value: T = _adapter(kind).validate_json(text)
    except ValidationError as error:
        raise StoreError(f"not a {getattr(kind, '__name__', kind)}: {error.error_count()} problems") from error
    return value


def readable(kind: type[T], text: str | bytes) -> T | None:
    """Return the `kind` written in `text`, None when it is not one: for whoever goes on without it."""
    try:
        return load(kind, text)
    except StoreError:
        return None
