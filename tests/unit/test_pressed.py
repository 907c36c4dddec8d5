"""What a button sends back: short, read again as it was, and nothing else is taken for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pressed import Kind, Press, data, read

TURN = "0123456789abcdef" * 2
TURNS = st.text("0123456789abcdef", min_size=32, max_size=32)
PLACES = st.integers(1, 999).map(str)
PRESSES = st.one_of(st.builds(Press, st.sampled_from(("choice", "option")), TURNS, PLACES),
                    st.builds(Press, st.just("thumb"), TURNS, st.sampled_from("+-")))


@given(PRESSES)
def test_a_button_is_read_as_it_was_made_and_is_short(press: Press) -> None:
    assert read(data(press)) == press
    assert len(data(press).encode()) <= 64


@given(PRESSES, PRESSES)
def test_different_buttons_send_different_things(one: Press, other: Press) -> None:
    assert (data(one) == data(other)) == (one == other)


@given(st.one_of(st.text(), st.text("cot:+-0123456789abcdef\n\u0661", max_size=40).map(lambda end: f"c:{TURN}:{end}")))
def test_reading_never_raises_and_takes_only_what_is_made(text: str) -> None:
    press = read(text)
    assert press is None or data(press) == text


@pytest.mark.parametrize("text", [
    "", "c", f"c:{TURN}", f"c:{TURN}:", f"c:{TURN}:0", f"c:{TURN}:01", f"c:{TURN}:1000", f"c:{TURN}:-1", f"c:{TURN}:+",
    f"t:{TURN}:1", f"t:{TURN}:+-", f"t:{TURN}:", f"x:{TURN}:1", f"choice:{TURN}:1", f"c:{TURN.upper()}:1",
    f"c:{TURN[1:]}:1", f"c:{TURN}0:1", f"c:{TURN}:1\n", f" c:{TURN}:1", f"c:{TURN}:\u0661", f"c:{TURN}:1:1",
    "poll:1:2", f"c:{TURN}:1\x00",
])
def test_what_is_no_button_is_none(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(("kind", "turn", "value"), [
    ("choice", TURN, "0"), ("choice", TURN, "+"), ("option", TURN, "a"), ("thumb", TURN, "1"), ("choice", "7", "1"),
    ("choice", TURN + ":", "1"), ("choice", TURN, "1000"),
])
def test_a_button_that_could_not_be_read_is_not_made(kind: Kind, turn: str, value: str) -> None:
    with pytest.raises(ValueError, match="no such button"):
        data(Press(kind, turn, value))
