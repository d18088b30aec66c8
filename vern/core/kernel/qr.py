"""An address as a QR code."""

from __future__ import annotations

import segno

QUIET = 4
"""Modules of empty border, as the standard asks for."""


def svg(address: str) -> str:
    """The code as an SVG element, black on white; readable when a seventh of it is worn."""
    code = segno.make(address, error="m", micro=False)
    drawn: str = code.svg_inline(
        scale=8, border=QUIET, light="#fff", dark="#000", svgclass="vern-qr", lineclass=None
    )
    return drawn
