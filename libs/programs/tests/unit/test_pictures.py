"""Pictures as the encoder returns them: in the forms that were requested, with their size and color."""

from io import BytesIO

import pytest
from PIL import Image

from programs.pictures import encoder, process
from programs.pictures.encoder import PictureEncoder
from programs.pictures.rules import EncoderBusy, Form, PictureRejected, look_alike

pytestmark = pytest.mark.unit


def png(size: tuple[int, int], color: tuple[int, int, int]) -> bytes:
    target = BytesIO()
    Image.new("RGB", size, color).save(target, "PNG")
    return target.getvalue()


async def test_a_picture_has_its_forms_size_and_color() -> None:
    encoded = await PictureEncoder().encode(png((400, 200), (200, 30, 30)), [Form(100), Form(300, square=False)])
    assert (encoded.width, encoded.height, encoded.color) == (400, 200, "#c81e1e")
    assert [Image.open(BytesIO(form)).size for form in encoded.forms] == [(100, 100), (300, 150)]


def test_sketches_of_one_picture_differ_little() -> None:
    sketch = bytes(range(192))
    brighter = bytes(value + 12 for value in sketch)
    assert look_alike(sketch, brighter)
    assert not look_alike(sketch, bytes([*brighter[:-1], brighter[-1] + 1]))


async def test_a_sketch_has_the_colors_of_the_picture() -> None:
    encoded = await PictureEncoder().encode(png((400, 200), (200, 30, 30)), [Form(8)])
    assert encoded.sketch == bytes((200, 30, 30)) * 64


async def test_a_file_without_a_stated_type_may_be_of_any() -> None:
    with pytest.raises(PictureRejected) as rejected:
        await PictureEncoder().encode(png((4, 4), (0, 0, 0)), [Form(4)], "image/jpeg")
    assert rejected.value.reason == "other_type"
    with pytest.raises(PictureRejected) as rejected:
        await PictureEncoder().encode(b"no picture", [Form(4)])
    assert rejected.value.reason == "not_a_picture"


async def test_a_full_queue_is_stated() -> None:
    with pytest.raises(EncoderBusy):
        await PictureEncoder(queue=-1).encode(b"", [Form(4)])


def test_both_sides_agree_on_the_status_of_a_rejection() -> None:
    assert encoder.REJECTED == process.REJECTED
