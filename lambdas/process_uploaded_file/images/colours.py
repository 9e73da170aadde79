"""Converts colours to sRGB, because viewers assume sRGB for an image without a profile, as thumbnails are."""

from __future__ import annotations

import io

from images.decoding.decoder_input import CodePoints
from images.decoding.icc_profile import MAX_PROFILE_BYTES, IccProfile
from PIL import Image, ImageCms

_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
_SPACES = {"RGB ": "RGB", "GRAY": "L", "CMYK": "CMYK"}


def to_srgb(image: Image.Image, profile: bytes | None, points: CodePoints | None = None) -> Image.Image:
    """Convert an image of mode L, LA, RGB, RGBA or CMYK to sRGB. The result's mode is L, LA, RGB or RGBA.

    Code points take precedence over the profile, as in browsers. A profile that is broken, or made for
    another colour mode, is ignored. Then RGB is taken as sRGB, and CMYK as ink on coated paper.
    """
    if points is not None and image.mode != "CMYK":
        from images import code_points  # imported here, because few files have code points

        return code_points.to_srgb(image, points)
    if profile and len(profile) <= MAX_PROFILE_BYTES:
        parsed = IccProfile(profile)
        reduced = None if parsed.is_srgb else parsed.reduced()
        image = (reduced and _transformed(image, reduced)) or image
    if image.mode != "CMYK":
        return image
    from images.press_profile import press_profile  # imported here, because only CMYK needs it

    return _transformed(image, press_profile()) or image.convert("RGB")


def _transformed(image: Image.Image, profile: bytes) -> Image.Image | None:
    colours = image.convert(image.mode.removesuffix("A")) if image.mode.endswith("A") else image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        space = _SPACES.get(source.profile.xcolor_space)
        if space == "RGB" and colours.mode == "L":
            colours = colours.convert("RGB")
        if space != colours.mode:
            return None
        transform = ImageCms.buildTransform(source, _SRGB, space, "RGB")
        result = ImageCms.applyTransform(colours, transform)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
    if result is None:
        return None
    if image.mode in ("L", "LA") and space == "L":
        result = result.convert("L")
    if colours is not image and image.mode.endswith("A"):
        result.putalpha(image.getchannel("A"))
    return result
