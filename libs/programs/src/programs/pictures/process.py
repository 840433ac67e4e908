"""Decodes and re-encodes one picture: a program of its own, because the file is hostile until it was decoded.

It runs with `python -I` in an empty environment with limits on memory, time and files. The picture is standard input.
Standard output is what it is, as JSON, and each form of it: the length in four bytes, and the bytes. A picture that is
rejected ends it with status 3 and the reason on standard error.
"""

import json
import resource
import struct
import sys
import warnings
from io import BytesIO
from typing import Final

from PIL import Image, ImageCms, ImageOps

REJECTED: Final = 3
FORMATS: Final = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
ADDRESS_SPACE: Final = 1024**3
CPU_SECONDS: Final = 20
QUALITY: Final = 82
SKETCH: Final = 8


class RejectedPicture(Exception):
    """The file cannot be a picture; the text is the reason."""


def main() -> None:
    """Read the type, the limits and the forms from the command line, and the picture from standard input."""
    expected, largest, largest_decoded, *forms = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = sys.stdin.buffer.read()
    try:
        image = decode(data, expected, int(largest), int(largest_decoded), max(map(side_of, forms)))
        pictures = [encode(image, form) for form in forms]
    except RejectedPicture as rejected:
        sys.stderr.write(str(rejected))
        sys.exit(REJECTED)
    facts = {"width": image.width, "height": image.height, "color": color_of(image), "sketch": sketch_of(image)}
    for picture in (json.dumps(facts).encode(), *pictures):
        sys.stdout.buffer.write(struct.pack(">I", len(picture)) + picture)


def side_of(form: str) -> int:
    """Return the longest side of a form: `512` is a square, `whole:512` is not."""
    return int(form.rpartition(":")[2])


def decode(data: bytes, expected: str, largest: int, largest_decoded: int, side: int) -> Image.Image:
    """Return a picture in sRGB, upright, and not larger than needed; raise RejectedPicture."""
    # The limits are ours: Pillow's own would only warn.
    Image.MAX_IMAGE_PIXELS = None
    warnings.simplefilter("ignore")
    try:
        image: Image.Image = Image.open(BytesIO(data), formats=list(FORMATS.values()))
    except Exception as error:
        raise RejectedPicture("not_a_picture") from error
    if expected in FORMATS and image.format != FORMATS[expected]:
        raise RejectedPicture("other_type")
    if image.width * image.height > largest:
        raise RejectedPicture("too_many_pixels")
    # JPEG is decoded at a half, a quarter or an eighth.
    image.draft(None, (max(1024, side), max(1024, side)))
    if image.width * image.height > largest_decoded:
        raise RejectedPicture("too_many_pixels")
    try:
        image.load()
        profile = image.info.get("icc_profile")
        orientation = image.getexif().get(274, 1)
        image = image.convert("RGBA" if "A" in image.getbands() or "transparency" in image.info else _opaque(image))
        image.thumbnail((2048, 2048), reducing_gap=2.0)
        return _upright(_in_srgb(image, profile), orientation)
    except MemoryError as error:
        raise RejectedPicture("too_many_pixels") from error
    except Exception as error:
        raise RejectedPicture("not_a_picture") from error


def _opaque(image: Image.Image) -> str:
    """Return the mode of a picture without transparency; CMYK stays, because only its profile knows its colors."""
    return "CMYK" if image.mode == "CMYK" and image.info.get("icc_profile") else "RGB"


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return a picture in the colors that it has without a profile; one with an unusable profile stays."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            mode = "RGBA" if image.mode == "RGBA" else "RGB"
            converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
            image = converted or image
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    return image if image.mode in {"RGB", "RGBA"} else image.convert("RGB")


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    exif = image.getexif()
    exif[274] = orientation
    return ImageOps.exif_transpose(image)


def encode(image: Image.Image, form: str) -> bytes:
    """Return a form of a picture as WebP without metadata; a small picture is not enlarged."""
    side = min(side_of(form), image.width, image.height)
    if form.startswith("whole:"):
        encoded = image.copy()
        encoded.thumbnail((side_of(form), side_of(form)))
    else:
        encoded = ImageOps.fit(image, (side, side))
    target = BytesIO()
    encoded.save(target, "WEBP", quality=QUALITY, method=4, exif=b"", icc_profile=b"", xmp=b"")
    return target.getvalue()


def color_of(image: Image.Image) -> str:
    """Return the most frequent color of a picture, after its colors were reduced to eight."""
    small = image.convert("RGB").resize((32, 32)).quantize(8)
    palette = small.getpalette() or [0, 0, 0]
    index = small.histogram().index(max(small.histogram()))
    red, green, blue = palette[3 * index : 3 * index + 3]
    return f"#{red:02x}{green:02x}{blue:02x}"


def sketch_of(image: Image.Image) -> str:
    """Return the picture as a square of very few pixels: three bytes of each, in hexadecimal digits."""
    small = image.convert("RGB").resize((SKETCH, SKETCH), Image.Resampling.BOX)
    return small.tobytes().hex()


if __name__ == "__main__":
    main()
