"""Pictures that the tests make: photos with metadata, screenshots of orders, slips and insurances."""

from __future__ import annotations

import struct
import subprocess
import zlib
from collections.abc import Iterable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

TURNED_HEIC = (Path(__file__).parent / "turned.heic").read_bytes()
"""64 × 48 pixels, the upper left quarter red; to be turned clockwise. Holds a place and a phone's name."""

KILLER_HEIC = TURNED_HEIC.replace(b"Exif", b"E\xf7if", 1)
"""A part of it has a name that is no text: pi_heif 1.4 dies of that with a segmentation fault."""

WHITE, RED = (255, 255, 255), (200, 30, 30)
SECRET = "Secret phone"

Row = str | tuple[str, str]

ORDER: tuple[Row, ...] = (
    "您的订单已签收 2026-01-09 18:02",
    "张三 138****8000",
    "轻薄笔记本电脑 16G+512G 银色",
    ("商品总价", "¥299.00"),
    ("店铺优惠", "-¥30.00"),
    ("运费", "¥12.00"),
    ("运费险", "最高补偿9元"),
    ("实付款", "¥281.00"),
    ("订单编号", "3920184756120031"),
    ("创建时间", "2026-01-05 12:30:11"),
)
SLIP: tuple[Row, ...] = (
    "顺丰速运",
    ("运单号", "SF1234567890123"),
    ("寄件人", "张三 13800138000"),
    ("寄件时间", "2026-01-12 10:30"),
    ("计费重量", "2.5kg"),
    ("运费", "27.00元"),
    ("声明价值", "¥2000.00"),
    ("保价费", "¥10.00"),
)
INSURANCE: tuple[Row, ...] = (
    "退货运费险",
    ("保单号", "PY2026011200033"),
    ("理赔金额", "¥9.00"),
    ("保费", "¥0.60"),
    ("申请时间", "2026-01-12 11:00:00"),
)


def photo(size: tuple[int, int] = (64, 48)) -> Image.Image:
    """White, the upper left quarter red."""
    image = Image.new("RGB", size, WHITE)
    image.paste(RED, (0, 0, size[0] // 2, size[1] // 2))
    return image


def encoded(image: Image.Image, format: str = "JPEG", **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def metadata(orientation: int = 1) -> Image.Exif:
    """Whose phone it was and where."""
    exif = Image.Exif()
    exif[0x010F] = SECRET
    exif[0x0112] = orientation
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 12.0, 5.0), 3: "E", 4: (121.0, 28.0, 7.0)})
    return exif


def decoded(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def screenshot(rows: Iterable[Row], size: tuple[int, int] = (720, 1000)) -> bytes:
    """A page as a phone shows it: labels on the left, their values on the right."""
    image = Image.new("RGB", size, "#f5f5f5")
    draw = ImageDraw.Draw(image)
    for place, row in enumerate(rows):
        label, value = (row, "") if isinstance(row, str) else row
        top = 40 + place * 80
        draw.text((30, top), label, font=_font(), fill="#555")
        right = size[0] - 30 - draw.textlength(value, font=_font())
        draw.text((right, top), value, font=_font(), fill="#111")
    return encoded(image, "PNG")


def png_of_size(width: int, height: int) -> bytes:
    """A few kilobytes that say to be a black PNG of this size, and are."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + crc

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    packer = zlib.compressobj(9)
    line = bytes(1 + (width + 7) // 8)
    packed = b"".join(packer.compress(line) for _ in range(height)) + packer.flush()
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    )


@cache
def _font() -> ImageFont.FreeTypeFont:
    match = ["fc-match", "-f", "%{file}\n%{index}", ":lang=zh-cn"]
    found = subprocess.run(match, check=True, capture_output=True, text=True)
    file, index = found.stdout.split("\n")
    return ImageFont.truetype(file, 32, index=int(index))
