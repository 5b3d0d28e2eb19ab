"""Writes image files, and for each what Pillow makes of it, into a folder: cases.txt names them."""

import os
import random
import sys

from PIL import Image, ImageOps

FIT = {"stretch", "crop", "pad"}
out = sys.argv[1]
numbers = random.Random(int(sys.argv[2]))
lines = []


def noise(mode, width, height):
    bands = {"L": 1, "LA": 2, "RGB": 3, "RGBA": 4}[mode]
    return Image.frombytes(mode, (width, height), numbers.randbytes(width * height * bands))


def smooth(width, height):
    return noise("RGB", 3, 3).resize((width, height), Image.BICUBIC)


def fitted(image, fit, width, height):
    w, h = image.size
    if (w, h) == (width, height):
        return image
    if fit == "stretch":
        return image.resize((width, height), Image.BILINEAR)
    if fit == "crop":
        scale = min(w / width, h / height)
        left, top = max(0, (w - width * scale) / 2), max(0, (h - height * scale) / 2)
        box = (left, top, min(w, left + width * scale), min(h, top + height * scale))
        return image.resize((width, height), Image.BILINEAR, box=box)
    scale = max(w / width, h / height)
    inner = (max(1, min(width, int(w / scale + 0.5))), max(1, min(height, int(h / scale + 0.5))))
    padded = Image.new(image.mode, (width, height))
    place = ((width - inner[0]) // 2, (height - inner[1]) // 2)
    padded.paste(image.resize(inner, Image.BILINEAR), place)
    return padded


def case(image, ending, fit, width, height, channels, tolerance=0, expected=None, **options):
    name = f"{len(lines):03d}.{ending}"
    image.save(os.path.join(out, name), **options)
    with Image.open(os.path.join(out, name)) as read:
        shown = ImageOps.exif_transpose(expected or read)
        pixels = fitted(shown.convert("L" if channels == 1 else "RGB"), fit, width, height)
    with open(os.path.join(out, name + ".raw"), "wb") as raw:
        raw.write(pixels.tobytes())
    lines.append(f"{name} {fit}:{height}x{width}x{channels} {tolerance}")


def plain(image, ending, channels, tolerance=0, expected=None, **options):
    case(image, ending, "stretch", *image.size, channels, tolerance, expected, **options)


for fit in sorted(FIT):
    for mode in ["L", "RGB"]:
        for _ in range(12):
            size = [numbers.randint(1, 90) for _ in range(2)]
            target = [numbers.randint(1, 60) for _ in range(2)]
            case(noise(mode, *size), "png", fit, *target, 1 if mode == "L" else 3)
case(noise("RGB", 500, 375), "png", "crop", 224, 224, 3)
case(noise("L", 1, 300), "png", "crop", 5, 7, 1)

for channels in [1, 3]:
    for mode in ["L", "LA", "RGB", "RGBA"]:
        plain(noise(mode, 13, 9), "png", channels)
    plain(noise("L", 13, 9).convert("1"), "png", channels)
    for colours in [2, 4, 16, 200]:
        palette = noise("RGB", 13, 9).quantize(colours)
        plain(palette, "png", channels)
        plain(palette, "gif", channels)
        plain(palette, "bmp", channels)
    plain(noise("RGB", 13, 9), "bmp", channels)
    plain(noise("L", 13, 9), "bmp", channels)
    deep = Image.frombytes("I;16", (13, 9), numbers.randbytes(13 * 9 * 2))
    upper = Image.frombytes("L", (13, 9), deep.tobytes()[1::2])
    plain(deep, "png", channels, expected=upper)
    # Other decoders round otherwise in the last places.
    plain(smooth(64, 48), "jpg", channels, 4, quality=95, subsampling=0)
    plain(smooth(64, 48), "jpg", channels, 4, quality=95, progressive=True, subsampling=0)
    plain(smooth(64, 48).convert("L"), "jpg", channels, 4, quality=95)

for orientation in range(0, 10):
    exif = Image.Exif()
    exif[0x0112] = orientation
    case(noise("RGB", 7, 5), "png", "crop", 6, 4, 3, exif=exif)
    case(smooth(40, 24), "jpg", "stretch", 24, 40, 3, 4, exif=exif, quality=95, subsampling=0)

with open(os.path.join(out, "cases.txt"), "w", encoding="utf-8") as cases:
    cases.write("\n".join(lines))
