"""Checks a picture by decoding it, and encodes it anew: what comes out holds pixels and nothing else.

Metadata (place, time, phone), scripts and archives hidden in or behind a picture do not survive that.
Meant for a worker process: decoders are the part of this program that hostile files aim at.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO
from math import sqrt

from pi_heif import register_heif_opener
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
"""Pillow's names of what is accepted, whatever a file's name or announced type may be."""
MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 50_000_000
"""A 48-megapixel phone photo fits; it takes 150 MB while it is decoded."""
KEPT_PIXELS = 2600 * 2600
"""Larger pictures are scaled down to this: by area, so that text in a long screenshot stays legible."""
KEPT_SIDE = 16_000
MOST_SCANS = 100
"""Cameras and programs make about ten of a progressive JPEG; each costs as much as a whole picture."""
MEDIA_TYPE = "image/jpeg"
_JPEG, _SCAN = b"\xff\xd8", b"\xff\xda"
_QUALITY = 90
_SRGB = ImageCms.createProfile("sRGB")

register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


class RefusedPicture(ValueError):
    """Cannot be kept."""


class NotAPicture(RefusedPicture):
    """The bytes are none of the accepted kinds of picture."""


class BrokenPicture(RefusedPicture):
    """A picture that cannot be decoded, such as one of which the end is missing."""


class TooManyPixels(RefusedPicture):
    """A picture of more than MAX_PIXELS."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept: a JPEG in sRGB, upright, without metadata. Sizes in pixels."""

    content: bytes
    width: int
    height: int


def clean(data: bytes) -> Picture:
    """The picture in `data`, encoded anew; of an animation its first frame.

    Raises NotAPicture, BrokenPicture, TooManyPixels.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return _encoded(_upright(data))
        except (Image.DecompressionBombWarning, Image.DecompressionBombError):
            raise TooManyPixels from None
        except UnidentifiedImageError:
            raise NotAPicture from None
        # Decoders raise whatever they stumble over, also MemoryError.
        except Exception:
            raise BrokenPicture from None


def _upright(data: bytes) -> Image.Image:
    """The decoded picture, RGB, no larger than what is kept, turned as its camera was held."""
    # A progressive JPEG may go over the whole picture as often as it likes.
    # Behind it there may be a film, in which the mark turns up by chance.
    if data.startswith(_JPEG) and data.count(_SCAN) > MOST_SCANS + len(data) // 2**14:
        raise BrokenPicture
    image: Image.Image = Image.open(BytesIO(data), formats=FORMATS)
    # A JPEG can be decoded at a half or a quarter of its size, which saves time and memory.
    image.draft(None, _kept_size(image))
    image.load()
    flat = _rgb(image)
    flat = flat.resize(_kept_size(flat), Image.Resampling.LANCZOS)
    flat.info = image.info
    try:
        return ImageOps.exif_transpose(flat)
    # Metadata that cannot be read turns nothing.
    except Exception:
        return flat


def _kept_size(image: Image.Image) -> tuple[int, int]:
    area, longest = image.width * image.height, max(image.size)
    scale = min(1.0, sqrt(KEPT_PIXELS / area), KEPT_SIDE / longest)
    return max(1, round(image.width * scale)), max(1, round(image.height * scale))


def _rgb(image: Image.Image) -> Image.Image:
    """In sRGB; what is transparent becomes white."""
    profile = image.info.get("icc_profile")
    if image.mode == "I;16":
        # Grey of 16 bits: converting it would cut off all but the darkest.
        image = image.point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        image = _in_srgb(image.convert("RGBA"), profile)
        return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
    return _in_srgb(image, profile).convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if not profile:
        return image
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(image, source, _SRGB, outputMode=mode) or image
    # A profile that is broken or of another kind of picture leaves the colours as they are.
    except (ImageCms.PyCMSError, OSError):
        return image


def _encoded(image: Image.Image) -> Picture:
    # A JPEG's comment would be taken over from here.
    image.info = {}
    out = BytesIO()
    image.save(out, "JPEG", quality=_QUALITY, subsampling=0)
    return Picture(out.getvalue(), image.width, image.height)
