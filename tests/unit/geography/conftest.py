import json

import pytest

from segsim.cities import load_city
from segsim.cities.table import read_table

SQUARE = 2000.0


def square(left, bottom, side=SQUARE):
    right, top = left + side, bottom + side
    return [[left, bottom], [right, bottom], [right, top], [left, top], [left, bottom]]


@pytest.fixture
def write(tmp_path):
    """Write a GeoJSON file of features (properties, rings) and return its path."""

    def written(features, crs="EPSG:3067", name="own.geojson"):
        content = {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": properties,
                    "geometry": {"type": "Polygon", "coordinates": rings},
                }
                for properties, rings in features
            ],
        }
        if crs:
            content["crs"] = {"type": "name", "properties": {"name": crs}}
        path = tmp_path / name
        path.write_text(json.dumps(content), encoding="utf-8")
        return path

    return written


@pytest.fixture
def tampere():
    """Return one square around each district of Tampere, as features."""
    districts = read_table(load_city("tampere").table_path)
    return [({"pno": d.id, "nimi": d.name}, [square(d.x - 100, d.y - 100, 200)]) for d in districts]
