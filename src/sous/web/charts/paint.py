"""Where a picture's colours come from: the page's style sheet, or the picture itself."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.html import escape

ROLES = ("ink", "ink-2", "ink-3", "line", "line-strong", "paper", "sunken", "accent", "accent-tint")
MEANINGS = ("green", "amber", "red", "violet")

LIGHT = {
    "ink": "#171a1e",
    "ink-2": "#464e57",
    "ink-3": "#626b76",
    "line": "#e6e9ec",
    "line-strong": "#cfd5db",
    "paper": "#ffffff",
    "sunken": "#f3f5f6",
    "accent": "#0c6b66",
    "accent-tint": "#e7f3f2",
    "green": "#2e9459",
    "amber": "#c07f14",
    "red": "#d0493f",
    "violet": "#7d5fc9",
    "green-tint": "#e6f4ea",
    "amber-tint": "#fcf2dd",
    "red-tint": "#fcebe9",
    "violet-tint": "#f0ebfb",
}
DARK = {
    "ink": "#e7eaed",
    "ink-2": "#b3bac2",
    "ink-3": "#929ba5",
    "line": "#272c31",
    "line-strong": "#3a4148",
    "paper": "#15181b",
    "sunken": "#1a1d21",
    "accent": "#55bdb4",
    "accent-tint": "#14302f",
    "green": "#5cc58a",
    "amber": "#e0a94a",
    "red": "#f2857c",
    "violet": "#b39cf0",
    "green-tint": "#15301f",
    "amber-tint": "#33270f",
    "red-tint": "#3a1a18",
    "violet-tint": "#271f3d",
}


@dataclass(frozen=True, slots=True)
class Paint:
    """Turns a role ("accent", "ink-3") into the attribute that colours a shape.

    `scheme` is "page" (classes only), "light" or "dark" (fixed colours).
    """

    scheme: str = "page"

    def fill(self, role: str) -> str:
        return self._with("fill", role)

    def stroke(self, role: str) -> str:
        return self._with("stroke", role)

    def _with(self, what: str, role: str) -> str:
        if self.scheme == "page":
            return f'class="{what}-{role}"'
        colours = DARK if self.scheme == "dark" else LIGHT
        return f'{what}="{colours[role]}"'

    @property
    def standalone(self) -> bool:
        return self.scheme != "page"

    def sheet(self) -> str:
        """The paper a standalone picture stands on."""
        return f'<rect width="100%" height="100%" {self.fill("paper")}/>' if self.standalone else ""

    def font(self) -> str:
        return (
            ' font-family="-apple-system, Segoe UI, Roboto, Liberation Sans, Arial, sans-serif"'
            if self.standalone
            else ""
        )


PAGE = Paint()


def text(value: object) -> str:
    """Escaped for SVG."""
    return str(escape(str(value)))


def number(value: float) -> str:
    """A coordinate with at most two decimals and no trailing noughts."""
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"
