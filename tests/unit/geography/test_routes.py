import yaml

from segsim.geography.routes import lines, paths
from segsim.paths import find


def fact(name, stops, opens=2021):
    return {"name": name, "opens": opens, "stops": stops}


def test_branches_in_one_list_are_drawn_as_branches_that_meet():
    content = yaml.safe_load(find("city/tampere.yaml").read_text(encoding="utf-8"))
    drawn = lines([fact(line["name"], line["stops"], line["opens"]) for line in content["lines"]])
    assert [len(line.stops) for line in drawn] == [2, 1]
    tays, hervanta = drawn[0].stops
    assert (tays[0], hervanta[0]) == ((330840, 6823130), (333080, 6815620))
    assert hervanta[-1] in tays
    assert drawn[1].stops[0][0] == tays[-1]  # goes on where the other line ends
    assert [line.opens for line in drawn] == [2021, 2025]


def test_a_plain_line_is_one_path():
    stops = [(0, 0), (500, 0), (1200, 0), (1900, 100)]
    assert paths(stops) == (tuple(stops),)
    assert paths([(5.4, 5.6)]) == (((5, 6),),)


def test_lines_far_from_each_other_do_not_meet():
    _, other = lines([fact("a", [[0, 0], [400, 0]]), fact("b", [[9000, 0], [9400, 0]])])
    assert other.stops == (((9000, 0), (9400, 0)),)
