"""Swimming up for air."""

from __future__ import annotations

from craftagent.agent.breath import HELD, Breath


def test_who_is_under_water_for_two_seconds_swims_up_and_a_little_on(make_info):
    breath, info, wanted = Breath(), make_info(), []
    for air in [*range(300, 300 - HELD - 20, -1), *range(250, 300, 5), *[300] * 60]:
        info["life"]["air"] = air
        wanted.append(breath.wanted(info))
    assert wanted.index(True) == HELD
    assert wanted[HELD : HELD + 69] == [True] * 69, "until the breath is full, and two seconds more"
    assert not any(wanted[-20:])


def test_a_dip_is_none_of_its_business_and_screens_have_no_water(make_info):
    breath, info = Breath(), make_info()
    for air in (299, 280, 262, 300, 290):
        info["life"]["air"] = air
        assert not breath.wanted(info)
    info["life"]["air"], info["gui"]["open"] = 100, True
    assert not breath.wanted(info)
    info["gui"]["open"] = False
    assert breath.wanted(info)
