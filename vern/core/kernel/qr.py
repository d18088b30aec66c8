"""An address as a QR code."""

from __future__ import annotations

import segno

QUIET = 4
"""Modules of empty border, as the standard asks for."""


def svg(address: str) -> str:
    """The code as an SVG element that takes the width it is given, black on white; readable when a
    seventh of it is worn."""
    code = segno.make(address, error="m", micro=False)
    drawn: str = code.svg_inline(
        omitsize=True, border=QUIET, light="#fff", dark="#000", svgclass="vern-qr", lineclass=None
    )
    return drawn
