"""Imports keep what editors decided: an override stays in force when the provider sends a title again."""

from collections.abc import Sequence

from catalog.application.commands import ApplyTitle
from catalog.application.editing.ports import KeptEditions
from catalog.application.editing.titles import DocumentEditor, EditableTitle


class EditionRetention:
    """Applies editions to titles that a consumer has just stored as their provider describes them."""

    def __init__(self, documents: DocumentEditor) -> None:
        self._documents = documents

    async def apply(self, work: KeptEditions, titles: Sequence[ApplyTitle]) -> None:
        """Apply the editions of `titles`, whose rows this transaction has locked by writing them.

        An editor locks the same row first, so that either the editor sees the import or this sees the edition.
        """
        if not titles:
            return
        editions = await work.editions([title.media_id for title in titles])
        edited = []
        for title in titles:
            edition = editions.get(title.media_id)
            if edition is not None:
                editable = EditableTitle.of(title)
                facts = self._documents.facts(editable)
                edited.append((self._documents.edited(editable, facts, edition), facts, edition))
        if edited:
            await work.save_edited_titles(edited)
