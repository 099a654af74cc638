"""The outlines under the map of places, and where on them a place lies."""

import json
from dataclasses import dataclass
from functools import cache
from math import cos, radians, sin, sqrt

from spacegraph.pages.assets import read_built


@dataclass(frozen=True, slots=True)
class Atlas:
    """Paths in units of the picture, drawn in Albers' projection of the sphere.

    `parallels` are those without distortion, `centre` the longitude and latitude in the middle of
    the picture, `scale` the units of a radian.
    """

    width: int
    height: int
    parallels: tuple[float, float]
    centre: tuple[float, float]
    scale: float
    china: str
    others: str

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return x to the right and y down (Snyder 1987, USGS PP 1395, equations 14-1 to 14-6)."""
        first, second = map(radians, self.parallels)
        n = (sin(first) + sin(second)) / 2
        c = cos(first) ** 2 + 2 * n * sin(first)

        def rho(degrees: float) -> float:
            return sqrt(c - 2 * n * sin(radians(degrees))) / n

        theta = n * radians(longitude - self.centre[0])
        x = rho(latitude) * sin(theta)
        y = rho(self.centre[1]) - rho(latitude) * cos(theta)
        return self.width / 2 + self.scale * x, self.height / 2 - self.scale * y


@cache
def read_atlas() -> Atlas:
    """Read the outlines that were made when the package was built."""
    told = json.loads(read_built("outlines.json"))
    told["parallels"] = tuple(told["parallels"])
    told["centre"] = tuple(told["centre"])
    return Atlas(**told)
