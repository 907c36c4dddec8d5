"""What a model says is shown only where each figure, name, date and link in it was told by a tool."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from bot.llm.grounding import LONGEST, Fault, Feed, Grounds, Names, sentences
from bot.understanding.lexicon import WRITTEN
from prompts.loader import table

Json = dict[str, Any]

NAMES = Names.of([
    ("Communication Skills", "संप्रेषण कौशल", "communication"), ("Records Management", "अभिलेख प्रबंधन", "record keeping"),
    ("e-Office File Handling", "ई-ऑफिस फाइल संचालन", "eOffice"), ("Noting and Drafting", "टिप्पण एवं प्रारूपण", "N&D"),
    ("Right to Information", "सूचना का अधिकार", "RTI", "RTI Act"), ("Negotiation", "वार्ता कौशल", "bargaining"),
    ("Meeting Management", "बैठक प्रबंधन", "meetings", "minutes"), ("Integrity", "सत्यनिष्ठा"),
    ("Assistant Section Officer", "सहायक अनुभाग अधिकारी", "ASO"), ("Section Officer", "अनुभाग अधिकारी", "SO"),
    ("Finance Department", "वित्त विभाग", "FD"), ("Health and Family Welfare Department",),
    "Setting Up a Record Room That Works", ("The RTI Act in One Hour", "एक घंटे में सूचना का अधिकार"),
    "Own Revenue of Panchayats", "State Training Institute", "Naveen Mishra", "Hetal Sundaram", "R. K. Das"])

GAPS: Json = {
    "outcome": "answered", "tool": "check_gaps", "language": "en",
    "text": "You meet 3 of the 6 competencies that your post, Assistant Section Officer, requires. 3 are open:\n"
            "• Communication Skills: 2 required, none held yet\n• Records Management: 2 required, none held yet\n"
            "• e-Office File Handling: 2 required, 1 held",
    "blocks": [
        {"type": "competencies", "items": [
            {"id": "C-101", "label": "Communication Skills", "required": 2, "held": 0, "gap": 2},
            {"id": "C-117", "label": "Records Management", "required": 2, "held": 0, "gap": 2},
            {"id": "C-116", "label": "e-Office File Handling", "required": 2, "held": 1, "gap": 1}]},
        {"type": "choices", "items": [{"id": "quiz", "label": "Quiz me", "say": "Quiz me"}]}],
    "sources": [{"kind": "position", "id": "POS-11"}, {"kind": "figure", "id": "required", "value": 6},
                {"kind": "figure", "id": "met", "value": 3}]}
GAPS_HI: Json = {
    "outcome": "answered", "tool": "check_gaps", "language": "hi",
    "text": "आपके पद, सहायक अनुभाग अधिकारी, की 6 अपेक्षित दक्षताओं में से 3 आपके पास हैं। 3 में अंतर है:\n"
            "• संप्रेषण कौशल: 2 चाहिए, अभी कोई स्तर नहीं\n• अभिलेख प्रबंधन: 2 चाहिए, अभी कोई स्तर नहीं\n"
            "• ई-ऑफिस फाइल संचालन: 2 चाहिए, 1 है",
    "blocks": [{"type": "competencies", "items": [
        {"id": "C-101", "label": "संप्रेषण कौशल", "required": 2, "held": 0, "gap": 2},
        {"id": "C-117", "label": "अभिलेख प्रबंधन", "required": 2, "held": 0, "gap": 2},
        {"id": "C-116", "label": "ई-ऑफिस फाइल संचालन", "required": 2, "held": 1, "gap": 1}]}],
    "sources": [{"kind": "figure", "id": "required", "value": 6}, {"kind": "figure", "id": "met", "value": 3}]}
COURSES: Json = {
    "outcome": "answered", "tool": "recommend", "language": "en",
    "text": "These 3 courses (3 h 30 min) close 2 of 3 open gaps:\n"
            "• Setting Up a Record Room That Works · 45 min · closes Records Management (0 → 3)\n"
            "• The RTI Act in One Hour · 2 h · to be taken before Own Revenue of Panchayats\n"
            "• Own Revenue of Panchayats · 45 min · closes Communication Skills (0 → 2)",
    "blocks": [{"type": "courses", "items": [
        {"id": "CRS-0034", "title": "Setting Up a Record Room That Works", "minutes": 45.0, "duration": "45 min",
         "languages": ["en"], "provider": "State Training Institute", "rating": 4.3, "price_inr": 250000,
         "closes": [{"competency_id": "C-117", "label": "Records Management", "from": 0, "to": 3}]},
        {"id": "CRS-0035", "title": "The RTI Act in One Hour", "minutes": 120.0, "languages": ["en"], "closes": []},
        {"id": "CRS-0117", "title": "Own Revenue of Panchayats", "minutes": 45.0, "languages": ["en"], "closes": []}]}],
    "sources": [{"kind": "figure", "id": "courses", "value": 3}, {"kind": "figure", "id": "minutes", "value": 210.0}]}
RATE: Json = {
    "outcome": "answered", "tool": "ask_workforce", "language": "en",
    "text": "Gap rate: 66.67 %.\nChange: -2.5 %. Learning hours: 161.8 h.",
    "understood": "Gap rate · Finance Department · 2026-27 Q1 · as of 20 August 2026",
    "blocks": [{"type": "table", "columns": [{"id": "gap_rate", "label": "Gap rate", "unit": "%"},
                                             {"id": "officials", "label": "Officials"}],
                "rows": [[66.67, 1234], [41.0, {"suppressed": True}]]},
               {"type": "chart", "spec": {"width": 300, "title": {"text": "Gap rate"}}, "alternative": "Gap rate"}],
    "sources": [{"kind": "period", "id": "2026-27-Q1", "start": "2026-04-01", "end": "2026-07-01",
                 "label": "2026-27 Q1"}]}
REMINDER: Json = {"outcome": "clarify", "text": "On 26 November 2026 at 09:00 I would remind you: finish my course",
                  "blocks": [], "sources": [{"kind": "figure", "id": "date", "value": "2026-11-26"}]}


def grounds(*replies: Json, said: str = "") -> Grounds:
    return Grounds.of(replies, said, NAMES)


def kinds(of: Grounds, sentence: str) -> set[str]:
    return {fault.kind for fault in of.faults(sentence)}


# ---- what may be said

RIGHT = {
    "gaps": (GAPS, [
        "Three of your six competencies are met.", "You already meet half of what your post requires.",
        "Three gaps remain: Communication Skills, Records Management and e-Office File Handling.",
        "In e-Office File Handling you hold level 1, and level 2 is required.", "The second one is Records Management.",
        "No one expects you to close all of them at once, and this one is the first.", "First, look at e-Office.",
        "Assistant Section Officers need six competencies.", "1. Communication Skills\n2. Records Management",
        "* **Communication Skills**: level 2", "You hold C-116 at level 1.", "These two are at level 0 now.",
        "I can quiz you in Hindi or English; a PDF is here too.", "It may help you march ahead.",
        "Aapke 6 mein se 3 competencies poori hain.", "Aapke paas teen hain aur teen baaki hain.",
        "Aapko Communication Skills mein level 2 chahiye.", "Mujhe bata do ki kahan se shuru karein.",
        "Main aapke saath hoon, ek course se shuru karte hain.", "आपके पास छह में से तीन दक्षताएँ हैं।",
        "६ में से ३ पूरी हैं।", "संप्रेषण कौशल में स्तर 2 चाहिए।", "Do it now; so be it."]),
    "gaps_hi": (GAPS_HI, [
        "तीन दक्षताओं में अंतर है: संप्रेषण कौशल, अभिलेख प्रबंधन और ई-ऑफिस फाइल संचालन।", "आधी दक्षताएँ पूरी हैं।",
        "Assistant Section Officer ke liye 6 competencies chahiye.", "मुझे बता दो।", "एक बार में एक दक्षता लें।",
        "Records Management aur Communication Skills mein abhi koi level nahi hai.", "यह दूसरा विषय है।"]),
    "courses": (COURSES, [
        "The three courses take three and a half hours.", "Together they take 3.5 hours (210 minutes).",
        "They need 3 hours and 30 minutes in all.", "In all 3 hours, 30 minutes.", "Three-quarters of an hour each.",
        "Two of the three open gaps are closed, that is two thirds of them.",
        "Setting Up a Record Room That Works takes 45 minutes and is rated 4.3.", "It takes 0.75 hours.",
        "It costs ₹2,50,000, or Rs. 2.5 lakh.", "Do lakh pachaas hazaar rupaye lagenge.", "It costs 250,000 rupees.",
        "Own Revenue of Panchayats is a 45-minute course.",
        "Teen course saadhe teen ghante mein do gap band karte hain.",
        "ये पाठ्यक्रम साढ़े तीन घंटे के हैं।", "Between 45 minutes and 2 hours each."]),
    "rate": (RATE, [
        "The gap rate is 67 %.", "It is 66.7 per cent, about two thirds.", "दर 66.67 प्रतिशत है।", "It fell by 2.5 %.",
        "Gap rate 67 pratishat hai.", "As of 20 Aug 2026, 1,234 officials.", "In August 2026 it was so.",
        "In the Finance Department, up to 30 June 2026.", "वित्त विभाग में 20 अगस्त को।", "Since 1 April 2026, in 2026-27.",
        "162 hours were spent on learning."]),
    "reminder": (REMINDER, [
        "On 26 November at 9 am.", "On Thursday, 26 November 2026, at 9:00.", "26/11/2026", "2026-11-26",
        "Nov 26, 2026", "26 नवंबर 2026 को सुबह 9 बजे।", "26 November ko 9 baje.", "On the 26th.", "In November 2026."]),
}


@pytest.mark.parametrize(("reply", "sentence"),
                         [(reply, each) for reply, several in RIGHT.values() for each in several])
def test_what_was_told_may_be_said_otherwise(reply: Json, sentence: str) -> None:
    assert grounds(reply).faults(sentence) == []


@pytest.mark.parametrize("reply", [GAPS, GAPS_HI, COURSES, RATE, REMINDER])
def test_a_reply_is_grounded_in_itself(reply: Json) -> None:
    for sentence in sentences(reply["text"]):
        assert grounds(reply).faults(sentence) == [], sentence


def test_one_language_of_a_reply_is_grounded_in_the_other() -> None:
    for one, other in ((GAPS, GAPS_HI), (GAPS_HI, GAPS)):
        for sentence in sentences(other["text"]):
            assert grounds(one).faults(sentence) == [], sentence


# ---- what may not

WRONG = {
    "number": [
        (GAPS, "You meet four of the six competencies."), (GAPS, "You meet 3 of 7."), (GAPS, "You have 2½ gaps."),
        (GAPS, "Aapke paanch competencies baaki hain."), (GAPS, "आपके पास चार दक्षताएँ हैं।"), (GAPS, "You have ⑤ gaps."),
        *((GAPS, f"You need 3{sign}6 of them.") for sign in (
            "\u200d", "\u200b", "\u2061", "\ufe0f", "\u034f", "\u2009", "\u202f", "**", "_")),
        (GAPS, "You need 3 000."),
         (GAPS, "You have sixty gaps."), (GAPS, "Aapko pachchis course chahiye."),
        (GAPS, "The fifth is open."), (GAPS, "यह तीसरी नहीं, पाँचवीं है।"), (GAPS, "Dozens of officials have it."),
        (GAPS, "A third of them are met."), (GAPS, "That is 60 % of them."), (GAPS, "You hold C-999."),
        (GAPS, "Level-5 is needed."), (GAPS, "It was -3."), (GAPS, "You need 1e3 points."),
        # told as a number of competencies, not as a level, and not as a time
        (GAPS, "You need level 3 in Communication Skills."), (GAPS, "It takes 3 hours."), (GAPS, "You need 3rd level."),
        (COURSES, "It takes 45 hours."), (COURSES, "It takes 2 minutes."), (COURSES, "They take about 3 hours."),
        (COURSES, "They take 4 hours."), (COURSES, "It takes 30 minutes."), (COURSES, "An hour and a half will do."),
        (COURSES, "Half an hour is enough."), (COURSES, "It costs ₹45."), (COURSES, "45 % is closed."),
        (COURSES, "ढाई घंटे लगेंगे।"), (COURSES, "Dhai ghante lagenge."), (COURSES, "It costs 25 lakh."),
        (COURSES, "Take five courses."), (COURSES, "It costs 2,50,001 rupees."),
        (RATE, "The gap rate is 66 %."), (RATE, "It is 66.6 per cent."), (RATE, "It rose by +2.5 %."),
        (RATE, "It took 67 minutes."), (RATE, "The chart is 300 wide."), (RATE, "In 2025 it was so.")],
    "date": [
        (GAPS, "Take it by 26 November 2026."), (GAPS, "Do it by Friday."), (GAPS, "Do it tomorrow."), (GAPS, "कल करें।"),
        (GAPS, "Next week is fine."), (GAPS, "agle hafte kar lijiye."), (REMINDER, "On 27 November."),
        (REMINDER, "On 26 November 2027."), (REMINDER, "On 26 October."), (REMINDER, "In October 2026."),
        (REMINDER, "On Monday, 26 November 2026."), (REMINDER, "At 9 pm."), (REMINDER, "At 10:00."),
        (RATE, "In 2025-26."),
        (REMINDER, "26 दिसंबर को।"), (REMINDER, "26/12/2026"), (RATE, "Since 2 April 2026.")],
    "name": [
        (GAPS, "You need Noting and Drafting too."), (GAPS, "you need noting and drafting too."),
        (GAPS, "Ask Ravi Kumar."),
        (GAPS, "टिप्पण एवं प्रारूपण भी चाहिए।"), (GAPS, "RTI is needed."), (GAPS, "The GFR says so."),
        (GAPS, "The Fakename Institute helps."), (GAPS, "You are at level 2 (Expert)."), (GAPS, "Ask Naveen Mishra."),
        (GAPS, "Dr. Fakename knows."), (GAPS, "Negotiation is needed."), (GAPS, "श्री रमेश से पूछें।"), (GAPS, "Спасибо."),
        (GAPS, "x = 三"),
        (GAPS, "Ministry of Communication Affairs."), (GAPS, "In the Health and Family Welfare Department."),
        (RATE, "In the Finance and Health Department.")],
    "link": [
        (GAPS, "See https://example.com/a."), (GAPS, "Mail a.b@state.gov.in."), (GAPS, "Click [here](/x)."),
        (GAPS, "<b>Three</b> gaps."), (GAPS, "See portal.gov.in."), (GAPS, "javascript:alert"), (GAPS, "&#60;b&#62;")],
    "place": [
        (GAPS, "Dear [PERSON_3], three gaps."), (GAPS, "Dear [YOUR NAME], three gaps."), (GAPS, "Dear {name}."),
        (GAPS, "Three\x07 gaps."), (GAPS, "Three \u202egaps."), (GAPS, "so " * LONGEST)],
}


@pytest.mark.parametrize(("kind", "reply", "sentence"),
                         [(kind, reply, each) for kind, several in WRONG.items() for reply, each in several])
def test_what_was_not_told_may_not_be_said(kind: str, reply: Json, sentence: str) -> None:
    assert kind in kinds(grounds(reply), sentence)


def test_a_fault_says_what_it_is() -> None:
    found = grounds(GAPS).faults("You meet 4 of 6, says Ravi Kumar.")
    assert found == [Fault("number", "4"), Fault("name", "Ravi Kumar")]


# ---- the person's own words


def test_the_persons_own_figures_names_and_days_may_be_repeated() -> None:
    said = "I have 20 minutes tomorrow and Ravi Kumar asked about the GFR"
    of = grounds(GAPS, said=said)
    assert of.faults("In 20 minutes tomorrow, as Ravi Kumar said of the GFR.") == []
    assert kinds(of, "In 25 minutes.") == {"number"} and kinds(of, "कल करें।") == {"date"}
    assert kinds(grounds(GAPS, said="see www.example.com"), "See www.example.com.") == {"link"}


def test_days_by_their_distance_are_repeated_in_their_language() -> None:
    of = grounds(GAPS, said="कल तक क्या करूँ?")
    assert of.faults("कल तक यह करें।") == [] and of.faults("Kal tak yeh karein.") == []
    assert kinds(of, "Do it tomorrow.") == {"date"}


# ---- names


def test_where_one_name_of_a_thing_is_told_its_others_may_be_said() -> None:
    told = {"text": "Right to Information: 2 required", "blocks": []}
    of = grounds(told)
    assert of.faults("सूचना का अधिकार, RTI in short, is at 2.") == []
    # an alias in small letters is an ordinary word: "45 minutes" does not tell Meeting Management
    assert kinds(grounds(COURSES), "Meeting Management comes next.") == {"name"}


def test_parts_of_two_names_are_nobody() -> None:
    of = grounds({"text": "Naveen Mishra and Hetal Sundaram report to you.", "blocks": []})
    assert of.faults("Both Hetal Sundaram and Naveen Mishra, or Naveen, report to you.") == []
    assert kinds(of, "It is Naveen Sundaram.") == {"name"} and kinds(of, "It is Hetal Mishra.") == {"name"}


def test_initials_and_titles_belong_to_a_name() -> None:
    of = grounds({"text": "Your reporting officer is R. K. Das.", "blocks": []})
    assert of.faults("Ask Shri R. K. Das about it.") == [] and of.faults("Ask Dr. Das.") == []
    assert kinds(of, "Ask R. K. Rao.") == {"name"} and kinds(of, "Ask Dr. Rao.") == {"name"}


def test_short_forms_that_read_like_words_are_told_in_capitals() -> None:
    said = {"text": "It is so, as it should be for us.", "blocks": []}
    assert kinds(grounds(said), "The IT and the US SO.") == {"name"}
    assert grounds({"text": "The IT unit.", "blocks": []}).faults("Ask the IT unit.") == []
    assert grounds({"text": "The CMO.", "blocks": []}).faults("All CMOs need it.") == []


def test_one_word_names_count_with_a_capital_alone() -> None:
    of = grounds(GAPS)
    assert of.faults("In a negotiation, integrity helps.") == []
    assert kinds(of, "Integrity comes next.") == {"name"} and kinds(of, "सत्यनिष्ठा चाहिए।") == {"name"}


# ---- counts, places, units


def test_the_length_of_a_list_counts_as_told() -> None:
    told = {"text": "Here they are.", "blocks": [{"type": "competencies", "items": [{"label": "a"}] * 5}]}
    assert grounds(told).faults("There are five, and the fourth is last.") == []
    assert kinds(grounds(told), "There are six.") == {"number"}
    assert kinds(grounds(told), "It takes five hours.") == {"number"}
    steps = {"outcome": "answered", "text": "Done.", "blocks": [{"type": "choices", "items": [{"label": "a"}] * 4}]}
    assert kinds(grounds(steps), "You have four.") == {"number"}
    assert grounds({**steps, "outcome": "clarify"}).faults("You have four.") == []


def test_columns_and_keys_tell_units() -> None:
    told = {"text": "So it is.", "blocks": [{"type": "table", "columns": [
        {"id": "a", "label": "Learning hours"}, {"id": "b", "label": "B"}, {"id": "level", "label": "Level"}],
        "rows": [[12, 77, 3]]}], "sources": [{"kind": "figure", "id": "minutes_shorter", "value": 55}]}
    of = grounds(told)
    assert of.faults("12 hours, 55 minutes, level 3; 77 days, if the 77 are days.") == []
    for wrong in ("12 minutes.", "55 hours.", "Level 12.", "3 %.", "77.5 hours."):
        assert kinds(of, wrong) == {"number"}, wrong


# ---- words of numbers


@pytest.mark.parametrize("language", WRITTEN)
def test_every_word_of_a_number_is_read(language: str) -> None:
    behind = {"en": "hours", "hi": "घंटे", "hinglish": "ghante"}[language]
    told = table("grounding", language)
    for word, value in {**told["numbers"], **told["doubtful"]}.items():
        sentence = f"aapke liye {word} {behind} hain" if language == "hinglish" else f"{word} {behind}"
        assert grounds({"text": f"{value} hours", "blocks": []}).faults(sentence) == [], word
        assert kinds(grounds({"text": f"{value + 1} hours", "blocks": []}), sentence) == {"number"}, word
    if language != "en":
        # "twice" and the like aside, all whole numbers to a hundred have a word
        values = {value for key in ("numbers", "doubtful", "scales") for value in told[key].values()}
        assert set(range(2, 101)) <= values


@pytest.mark.parametrize(("sentence", "value"), [
    ("twenty-five", 25), ("one hundred and twenty", 120), ("two thousand twenty six", 2026), ("2.5 lakh", 250_000),
    ("two lakh fifty thousand", 250_000), ("1,00,000", 100_000), ("100,000", 100_000), ("2.5L", 0), ("50k", 50_000),
    ("साढ़े तीन लाख", 350_000), ("सवा लाख", 125_000), ("पौने दो करोड़", 17_500_000), ("डेढ़ हज़ार", 1500),
    ("एक सौ बीस", 120), ("do sau pachaas", 250), ("half a crore", 5_000_000), ("१२,३४५", 12_345)])
def test_numbers_of_several_words(sentence: str, value: float) -> None:
    text = f"aapke paas {sentence} log hain" if "sau" in sentence else f"It is {sentence} now."
    told = grounds({"text": f"Total: {value}", "blocks": []})
    if value:
        assert told.faults(text) == []
    assert kinds(grounds({"text": "Total: 987654321", "blocks": []}), text) >= {"number"}


# ---- sentences


@pytest.mark.parametrize(("text", "cut"), [
    ("Dr. Rao met Shri. R. K. Das. He has 2.5 hours.", ["Dr. Rao met Shri. R. K. Das. ", "He has 2.5 hours."]),
    ("See No. 5, e.g. Sec. 4. No. It is not.", ["See No. 5, e.g. Sec. 4. ", "No. ", "It is not."]),
    ("1. First\n• 2. Second. Third", ["1. First\n", "• 2. Second. ", "Third"]),
    ("आपके पास 3 हैं।आगे देखें। ठीक?\n\n हाँ", ["आपके पास 3 हैं।", "आगे देखें। ", "ठीक?\n\n ", "हाँ"]),
    ("“It is kept.” (Yes!) So", ["“It is kept.” ", "(Yes!) ", "So"]), ("Rs. 5 is ₹5.", ["Rs. 5 is ₹5."]),
    ("Wait... what?! Yes", ["Wait... ", "what?! ", "Yes"]), ("", []), (" \n", [" \n"]), ("a.b c", ["a.b c"])])
def test_sentences(text: str, cut: list[str]) -> None:
    assert sentences(text) == cut


def test_a_stream_gives_a_sentence_once_it_is_whole() -> None:
    feed = Feed()
    assert feed.feed("It is 2.") == [] and feed.feed("5 hours. ") == [] and feed.feed("N") == ["It is 2.5 hours. "]
    assert feed.feed("o. 5") == [] and feed.rest() == "No. 5" and feed.rest() == ""


# ---- the house


def test_words_have_the_same_keys_and_all_are_used() -> None:
    first = table("grounding", WRITTEN[0])
    code = {node.value for path in Path("bot/llm").glob("*.py") for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert set(first) <= code
    for language in WRITTEN[1:]:
        other = table("grounding", language)
        assert other.keys() == first.keys()
        assert all(type(value) is type(other[key]) for key, value in first.items())
        assert all(other[key].keys() == first[key].keys() for key in ("units", "relative"))


def test_names_are_made_once_and_anything_is_taken() -> None:
    assert Grounds.of([GAPS], "", ["Noting and Drafting"]).faults("Noting and Drafting.") == [
        Fault("name", "Noting and Drafting")]
    assert Grounds.of([], "").faults("So be it.") == [] and Grounds.of([{}], "").faults("") == []
