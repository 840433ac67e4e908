"""Files that forms send."""

from starlette.datastructures import FormData, UploadFile

from web.application.api import invalid_field


async def file_in(form: FormData, most_bytes: int) -> bytes:
    """Return the content of the field `file`, and close the form; raise ApiError (400) for none or a larger one."""
    file = form.get("file")
    content = await file.read(most_bytes + 1) if isinstance(file, UploadFile) and file.filename else None
    await form.close()
    if content is None:
        raise invalid_field("file", "missing")
    if len(content) > most_bytes:
        raise invalid_field("file", "file_too_large", maxBytes=most_bytes)
    return content
