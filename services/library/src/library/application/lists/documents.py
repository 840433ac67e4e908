"""Lists as JSON, for stored responses."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from library.application.idempotency import Document
from library.domain.errors import KeyReused
from library.domain.lists.rules.document import to_document as rules_to_document
from library.domain.lists.rules.reading import read_rules
from library.domain.lists.user_list import UserList


def to_document(user_list: UserList) -> Document:
    """Return a list as JSON, for a stored response."""
    return {
        **asdict(user_list),
        "list_id": str(user_list.list_id),
        "owner_id": str(user_list.owner_id),
        "follows": None if user_list.follows is None else str(user_list.follows),
        "rules": None if user_list.rules is None else rules_to_document(user_list.rules),
        "created_at": user_list.created_at.isoformat(),
        "updated_at": user_list.updated_at.isoformat(),
    }


def from_document(document: Document | None) -> UserList:
    """Return the list of a stored response; raise KeyReused for the response of a request without a list."""
    if document is None or "list_id" not in document:
        raise KeyReused("this idempotency key was already used with a different request")
    return UserList(
        **{
            **document,
            "list_id": UUID(document["list_id"]),
            "owner_id": UUID(document["owner_id"]),
            # A response that an earlier release has stored has no such field.
            "follows": UUID(document["follows"]) if document.get("follows") else None,
            "rules": None if document["rules"] is None else read_rules(document["rules"]),
            "created_at": datetime.fromisoformat(document["created_at"]),
            "updated_at": datetime.fromisoformat(document["updated_at"]),
        }
    )
