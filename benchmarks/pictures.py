"""Pictures of curves as SVG: cost against size, both logarithmic, in the colours of who looks (light or dark)."""

from collections.abc import Sequence
from html import escape
from math import ceil, floor, log10

from benchmarks.results import Curve

_WIDTH, _HEIGHT = 640, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 150, 20, 50
_COLORS = 4
_STYLE = """<style>
text { font: 12px sans-serif; fill: #1f2328; } .grid { stroke: #d1d9e0; }
.ideal { stroke: #818b98; stroke-dasharray: 4 4; }
.c0 { stroke: #0969da; } .c1 { stroke: #bc4c00; } .c2 { stroke: #1a7f37; } .c3 { stroke: #8250df; }
circle, polyline { fill: none; stroke-width: 2; }
@media (prefers-color-scheme: dark) { text { fill: #d1d7e0; } .grid { stroke: #3d444d; } .ideal { stroke: #9198a1; }
.c0 { stroke: #4493f8; } .c1 { stroke: #db6d28; } .c2 { stroke: #3fb950; } .c3 { stroke: #ab7df8; } }
</style>"""


def picture(curves: Sequence[Curve], across: str) -> str:
    """The curves, and for comparison a dashed line of something linear. `across` names the sizes."""
    points = [point for curve in curves for point in curve.points]
    frame = _Frame([size for size, _ in points], [seconds for _, seconds in points])
    parts = [*frame.grid(across), frame.ideal()]
    for number, curve in enumerate(curves):
        spots = [(frame.x(size), frame.y(seconds)) for size, seconds in curve.points]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
        color = f"c{number % _COLORS}"
        parts.append(f'<polyline class="{color}" points="{line}"/>')
        parts += [f'<circle class="{color}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in spots]
        parts.append(f'<text x="{spots[-1][0] + 8:.1f}" y="{spots[-1][1] + 4:.1f}">{escape(curve.name)}</text>')
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img">'
    return "\n".join([head, _STYLE, *parts, "</svg>", ""])


class _Frame:
    """From sizes and seconds to places, with whole powers of ten at the edges."""

    def __init__(self, sizes: Sequence[int], seconds: Sequence[float]) -> None:
        self._x = (floor(log10(min(sizes))), max(ceil(log10(max(sizes))), floor(log10(min(sizes))) + 1))
        self._y = (floor(log10(min(seconds))), max(ceil(log10(max(seconds))), floor(log10(min(seconds))) + 1))

    def x(self, size: float) -> float:
        """Across."""
        low, high = self._x
        return _LEFT + (log10(size) - low) / (high - low) * (_WIDTH - _LEFT - _RIGHT)

    def y(self, seconds: float) -> float:
        """Down."""
        low, high = self._y
        return _HEIGHT - _BOTTOM - (log10(seconds) - low) / (high - low) * (_HEIGHT - _TOP - _BOTTOM)

    def grid(self, across: str) -> list[str]:
        """Lines at the powers of ten, and what they are."""
        left, right, top, bottom = _LEFT, _WIDTH - _RIGHT, _TOP, _HEIGHT - _BOTTOM
        parts = []
        for power in range(self._x[0], self._x[1] + 1):
            x = self.x(10.0**power)
            parts.append(f'<line class="grid" x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{bottom}"/>')
            parts.append(f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{10**power:,}</text>')
        for power in range(self._y[0], self._y[1] + 1):
            y = self.y(10.0**power)
            parts.append(f'<line class="grid" x1="{left}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}"/>')
            parts.append(f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{_seconds(power)}</text>')
        middle = (left + right) / 2
        return [*parts, f'<text x="{middle:.1f}" y="{_HEIGHT - 10}" text-anchor="middle">{escape(across)}</text>']

    def ideal(self) -> str:
        """Something linear, from the lower left, as far as the frame goes."""
        decades = min(self._x[1] - self._x[0], self._y[1] - self._y[0])
        begin = (self.x(10.0 ** (self._x[1] - decades)), self.y(10.0 ** self._y[0]))
        end = (self.x(10.0 ** self._x[1]), self.y(10.0 ** (self._y[0] + decades)))
        return f'<line class="ideal" x1="{begin[0]:.1f}" y1="{begin[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}"/>'


def _seconds(power: int) -> str:
    return (
        f"{10**power} s" if power >= 0 else f"{10 ** (power + 3):g} ms" if power >= -3 else f"{10 ** (power + 6):g} µs"
    )
