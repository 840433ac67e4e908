"""A hostile file is decoded by a program of its own: what leaves it is upright WebP without metadata, or a reason."""

import struct
import zlib
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageCms

from auth.domain.profiles.errors import InvalidPicture, PicturesUnavailable
from auth.infrastructure.profiles.picture_encoder import ProcessPictureEncoder

pytestmark = pytest.mark.unit

RED, BLUE = (200, 30, 30), (30, 30, 200)


def file(image: Image.Image, form: str = "PNG", **options: Any) -> bytes:
    target = BytesIO()
    image.save(target, form, **options)
    return target.getvalue()


def halves(size: tuple[int, int] = (800, 600)) -> Image.Image:
    """Return a picture whose upper half is red and whose lower half is blue."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (0, size[1] // 2, size[0], size[1]))
    return image


async def encoded(data: bytes, content_type: str = "image/png") -> Mapping[int, Image.Image]:
    pictures = await ProcessPictureEncoder().encode(data, content_type)
    return {size: Image.open(BytesIO(picture)) for size, picture in pictures.items()}


def near(pixel: Any, color: tuple[int, int, int]) -> bool:
    return all(abs(one - other) < 12 for one, other in zip(pixel, color, strict=False))


async def rejected(data: bytes, content_type: str = "image/png") -> str:
    with pytest.raises(InvalidPicture) as caught:
        await ProcessPictureEncoder().encode(data, content_type)
    return str(caught.value.details["reason"])


@pytest.mark.parametrize(
    ("form", "content_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")]
)
async def test_a_picture_becomes_two_squares_as_webp(form: str, content_type: str) -> None:
    pictures = await encoded(file(halves(), form), content_type)
    assert {size: (picture.format, picture.size) for size, picture in pictures.items()} == {
        512: ("WEBP", (512, 512)),
        128: ("WEBP", (128, 128)),
    }
    assert near(pictures[512].convert("RGB").getpixel((256, 100)), RED)
    assert near(pictures[512].convert("RGB").getpixel((256, 400)), BLUE)


async def test_a_small_picture_is_not_enlarged() -> None:
    pictures = await encoded(file(halves((100, 60))))
    assert [picture.size for picture in pictures.values()] == [(60, 60), (60, 60)]


async def test_the_orientation_is_applied_and_every_metadata_is_removed() -> None:
    exif = Image.Exif()
    exif[274] = 3
    exif[270] = "Secret place"
    exif.get_ifd(34853)[1] = "N"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = file(halves(), "JPEG", exif=exif, icc_profile=profile, comment=b"Secret comment")
    assert b"Secret" in data
    raw = await ProcessPictureEncoder().encode(data, "image/jpeg")
    for picture in raw.values():
        assert not any(mark in picture for mark in (b"Secret", b"EXIF", b"Exif", b"ICCP", b"XMP "))
    image = Image.open(BytesIO(raw[512]))
    assert dict(image.getexif()) == {}
    assert near(image.convert("RGB").getpixel((256, 100)), BLUE)
    assert near(image.convert("RGB").getpixel((256, 400)), RED)


async def test_transparency_stays_and_an_animation_becomes_its_first_frame() -> None:
    clear = Image.new("RGBA", (300, 300), (200, 30, 30, 0))
    pictures = await encoded(file(clear))
    assert pictures[128].mode == "RGBA"
    assert pictures[128].getpixel((60, 60))[3] == 0  # type: ignore[index]
    animation = file(halves(), "WEBP", save_all=True, append_images=[Image.new("RGB", (800, 600), BLUE)])
    still = (await encoded(animation, "image/webp"))[512]
    assert not getattr(still, "is_animated", False)
    assert near(still.convert("RGB").getpixel((256, 100)), RED)


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "I;16", "LA"])
async def test_every_mode_of_color_is_accepted(mode: str) -> None:
    image = Image.new("I;16", (200, 200)) if mode == "I;16" else halves((200, 200)).convert(mode)
    form, content_type = ("JPEG", "image/jpeg") if mode == "CMYK" else ("PNG", "image/png")
    assert (await encoded(file(image, form), content_type))[128].size == (128, 128)


@pytest.mark.parametrize(
    "data",
    [b"", b"GIF89a", b"<svg/>", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7", b"RIFF\x00\x00\x00\x00WEBP", file(halves())[:2000]],
)
async def test_what_cannot_be_decoded_is_rejected(data: bytes) -> None:
    assert await rejected(data) == "not_a_picture"


async def test_another_type_than_stated_is_rejected() -> None:
    assert await rejected(file(halves(), "JPEG"), "image/png") == "other_type"
    assert await rejected(file(halves(), "GIF"), "image/png") == "not_a_picture"


def bomb(width: int, height: int) -> bytes:
    """Return a PNG of few bytes and many pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    row = b"\0" * min(width + 1, 10_000)
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(row) for _ in range(min(height, 64))) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(8001, 8000), (5001, 5000), (200_000, 200_000), (2**31 - 1, 2**31 - 1)])
async def test_a_decompression_bomb_is_rejected_by_its_stated_size(size: tuple[int, int]) -> None:
    assert await rejected(bomb(*size)) in {"too_many_pixels", "not_a_picture"}
    if size[0] < 10_000:
        assert await rejected(bomb(*size)) == "too_many_pixels"


async def test_a_large_photo_is_decoded_at_a_fraction_of_its_size() -> None:
    photo = Image.effect_noise((100, 100), 40).convert("RGB").resize((8000, 7900))
    data = file(photo, "JPEG", quality=30)
    assert (await encoded(data, "image/jpeg"))[512].size == (512, 512)


async def test_a_program_that_takes_too_long_is_ended() -> None:
    encoder = ProcessPictureEncoder(seconds=0.001)
    with pytest.raises(InvalidPicture):
        await encoder.encode(file(halves()), "image/png")


async def test_too_many_pictures_at_once_are_rejected() -> None:
    with pytest.raises(PicturesUnavailable):
        await ProcessPictureEncoder(queue=-1).encode(file(halves()), "image/png")
