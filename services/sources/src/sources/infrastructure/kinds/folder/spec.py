"""The kind `folder`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from sources.domain.media_sources.source import SourceKind
from sources.infrastructure.kinds.folder.adapter import FolderAdapter
from sources.infrastructure.kinds.spec import NoFields, SourceFields, SourceSpec, Surroundings


def _absolute(path: str) -> str:
    if not path.startswith("/") or ".." in path.split("/") or not path.isprintable():
        raise PydanticCustomError("folder_path", "must be an absolute path without ..")
    return path


class FolderConfiguration(SourceFields):
    """Where the files are."""

    path: Annotated[
        str,
        Field(
            min_length=1,
            max_length=1024,
            description="Folder of the machine that Marquee runs on, below one of SOURCES_FOLDERS",
            examples=["/media/movies"],
        ),
        AfterValidator(_absolute),
    ]


def connect(
    configuration: Mapping[str, Any], _credentials: Mapping[str, str], surroundings: Surroundings
) -> FolderAdapter:
    """Return an adapter; touch no file."""
    checked = FolderConfiguration.model_validate(configuration)
    return FolderAdapter(Path(checked.path), surroundings.folders)


SPEC: Final = SourceSpec(
    kind=SourceKind.FOLDER,
    configuration=FolderConfiguration,
    credentials=NoFields,
    connect=connect,
    administrators_only=True,
)
