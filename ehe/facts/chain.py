"""The chain of keyed digests over the ledger. Pure: digests in, digests out.

Whoever changes, removes, swaps or adds a row without the key breaks it, and `ehe audit verify`
names the first broken row. The owner of the database file who also holds the key can rewrite
everything; only an anchor kept elsewhere catches that.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

START = "0" * 64


@dataclass(frozen=True)
class Links:
    """What one row puts into the chain."""

    uuid: str
    kind: str
    on: str
    at: str
    recorded_at: str
    by: str
    by_role: str
    recorded_by: str
    corrects: str | None
    children: tuple[tuple[str, str], ...]
    content_digest: str


def _mac(key: str, *parts: str) -> str:
    return hmac.new(key.encode(), "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()


def canonical(payload: dict[str, Any]) -> str:
    return json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def content_digest(key: str, salt: str, payload: dict[str, Any]) -> str:
    """Digest of the content. The salt keeps a guess at a blanked payload from being checked."""
    return _mac(key, "content", salt, canonical(payload))


def link(key: str, previous: str, position: int, row: Links) -> str:
    """The digest that ties a row, its place and everything before it together."""
    children: Iterable[str] = (f"{child}:{relation}" for child, relation in sorted(row.children))
    return _mac(
        key, "link", previous, str(position), row.uuid, row.kind, row.on, row.at, row.recorded_at,
        row.by, row.by_role, row.recorded_by, row.corrects or "", "|".join(children), row.content_digest,
    )  # fmt: skip


def seal(key: str, position: int, last_link: str) -> str:
    """The digest on the head, without which removing the last rows would leave no trace."""
    return _mac(key, "head", str(position), last_link)
