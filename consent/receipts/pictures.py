"""The code that a telephone reads, as SVG without any style of its own."""

from typing import Any

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

QUIET_ZONE = 4


def qr_path(text: str) -> tuple[str, int]:
    """Return the dark squares as one SVG path, and the width of the picture."""
    code: Any = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    squares = [
        f"M{x} {y}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, is_dark in enumerate(row)
        if is_dark
    ]
    return "".join(squares), len(rows)


def qr_file(text: str) -> str:
    path, width = qr_path(text)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {width}">'
        f'<path fill="#fff" d="M0 0h{width}v{width}H0z"/><path d="{path}"/></svg>'
    )
