"""Drafting and matching from the command line: what is written, going on after a stop, and what cannot be used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.turns.shell import Shell


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_texts_are_ranked_and_posts_are_drafted(served: Shell, tmp_path: Path) -> None:
    texts, ranked = tmp_path / "in.jsonl", tmp_path / "ranked.jsonl"
    texts.write_text('{"id": "t1", "text": "Keeping lamps and lenses in order"}\n\n{"id": 2, "text": ""}\n', "utf-8")
    done = served.run("frac", "match", "--in", str(texts), "--out", str(ranked))
    assert done.code == 0, done.err
    first, second = lines(ranked)
    assert (first["id"], second["id"]) == ("t1", "2") and first["ranked"][0]["competency_id"] == "CD1"
    scores = [each["score"] for each in first["ranked"]]
    assert scores == sorted(scores, reverse=True) and len({each["competency_id"] for each in first["ranked"]}) == 7

    posts, drafts = tmp_path / "positions.csv", tmp_path / "drafts.jsonl"
    posts.write_text("\ufeffid,title,organisation_id,description\nN1,Section Officer (Lights),O2,Keeps lamps.\n"
                     "N2,Xyzzy plugh,,\n", "utf-8")
    done = served.run("frac", "draft", "--in", str(posts), "--out", str(drafts))
    assert done.code == 0, done.err
    known, nonsense = lines(drafts)
    assert known["id"] == "N1" and known["certain"] and {"CF1", "CB1"} <= {
        each["competency_id"] for each in known["competencies"]}
    assert all(0 < each["probability"] < 1 and each["level"] >= 1 for each in known["competencies"])
    assert nonsense["id"] == "N2" and not nonsense["certain"] and nonsense["competencies"] == []

    # stopped in the middle of a line: what is whole is kept, the rest is drafted
    whole = drafts.read_text("utf-8")
    drafts.write_text(whole[:whole.index("\n") + 20], "utf-8")
    again = served.run("frac", "draft", "--in", str(posts), "--out", str(drafts))
    assert again.code == 0 and "1 were there before" in again.err
    assert [each["id"] for each in lines(drafts)] == ["N1", "N2"]


def test_one_post_is_drafted_on_the_screen(served: Shell) -> None:
    done = served.run("frac", "draft", "--title", "Section Officer", "--json")
    assert done.code == 0 and done.json()["same_title"] == ["P1"]
    nothing = served.run("frac", "draft", "--title", "Xyzzy plugh")
    assert nothing.code == 0 and "cannot tell" in nothing.out
    assert served.run("frac", "draft", "--title", "Clerk", "--organisation", "Ministry of Magic").code == 1


@pytest.mark.parametrize(("words", "code", "said"), [
    (("draft",), 2, "--title"), (("draft", "--title", "x", "--in", "y", "--out", "z"), 2, "--title"),
    (("draft", "--in", "none.csv", "--out", "out.jsonl"), 1, "cannot be read"),
    (("match", "--in", "bad.jsonl", "--out", "out.jsonl"), 1, "line 1"),
    (("draft", "--in", "bad.jsonl", "--out", "out.jsonl"), 1, "title")])
def test_what_cannot_be_used_is_said_in_words(served: Shell, words: tuple[str, ...], code: int, said: str) -> None:
    (served.home.parent / "bad.jsonl").write_text('{"id": 1}\n', "utf-8")
    done = served.run("frac", *words)
    assert done.code == code and said in done.err


def test_an_order_is_drafted_post_by_post_without_a_name(served: Shell, tmp_path: Path) -> None:
    order, drafts = tmp_path / "order.txt", tmp_path / "drafts.jsonl"
    order.write_text("\ufeffORDER\n1. Shri Ram Lal, SO (Lights): (i) keeps the lamps in order; (ii) counts corals of "
                     "reefs\n2. Smt. Sita Devi, IAS, Director\n- leads the section\n(R. K. Das)\nCopy to:\n"
                     "1. PS to Secretary\n", "utf-8")
    done = served.run("frac", "draft", "--order", str(order), "--out", str(drafts))
    assert done.code == 0, done.err
    assert [each["title"] for each in lines(drafts)] == ["Section Officer (Lights)", "Director"]
    assert lines(drafts)[1]["same_title"] == ["P2"] and lines(drafts)[1]["reuse"][0]["position_id"] == "P2"
    assert "2 were there before" in served.run("frac", "draft", "--order", str(order), "--out", str(drafts)).err
    shown = served.run("frac", "draft", "--order", str(order))
    assert shown.code == 0 and "Section Officer (Lights)" in shown.out and "counts corals of reefs" in shown.out
    one = served.run("frac", "draft", "--order", str(order), "--title", "Dir", "--json")
    assert one.code == 0 and one.json()["title"] == "Dir" and "corals" not in one.out
    whole = served.run("frac", "draft", "--order", str(order), "--title", "Clerk", "--json")
    assert whole.code == 0 and "corals" in whole.out
    everything = drafts.read_text("utf-8") + shown.out + one.out + whole.out
    assert not [name for name in ("Ram", "Lal", "Sita", "Devi", "Das") if name in everything]


def test_short_titles_hindi_and_what_nothing_speaks_for(served: Shell) -> None:
    short = served.run("frac", "draft", "--title", "S.O.", "--description", "Counts corals on reefs. Keeps lamps.")
    assert short.code == 0 and "(P1): use it again?" in short.out and "corals" in short.out
    told = served.run("frac", "draft", "--title", "अनुभाग अधिकारी", "--json", "--description",
                      "फाइलों और अभिलेखों का रखरखाव करना।")
    assert told.code == 0 and told.json()["same_title"] == ["P1"] and told.json()["unmet"] == []
    tamil = served.run("frac", "draft", "--title", "அதிகாரி", "--description", "கோப்புகளை பராமரித்தல்.")
    assert tamil.code == 0 and "cannot tell" in tamil.out


@pytest.mark.parametrize(("content", "said"), [
    (b"", "is empty"), (b" \n\n", "is empty"), (b"\x7fELF\xff\xfe", "UTF-8"), (b"PK\0\0\0", "no text"),
    (b"Nothing here is a post.", "--title")])
def test_an_order_that_cannot_be_used_is_refused_in_words(served: Shell, content: bytes, said: str) -> None:
    order = served.home.parent / "order.txt"
    order.write_bytes(content)
    done = served.run("frac", "draft", "--order", str(order))
    assert done.code == 1 and said in done.err
    assert served.run("frac", "draft", "--order", str(order), "--in", "x.csv").code == 2
    assert served.run("frac", "draft", "--order", str(order), "--organisation", "Ministry of Magic").code == 1


def test_the_framework_is_checked_and_nothing_is_changed(served: Shell) -> None:
    told, plain = served.run("frac", "check"), served.run("frac", "check", "--json")
    assert (told.code, plain.code) == (0, 0), told.err + plain.err
    made = plain.json()
    assert sum(made["counts"].values()) == len(made["findings"]) and set(made["counts"]) >= {"doubles", "circular"}
    for each in made["findings"]:
        assert each["severity"] in ("problem", "look") and all(thing["id"] for thing in each["things"])
    assert "worth a look" in told.out or "nothing found" in told.out
    assert served.run("frac", "check", "--json").out == plain.out
