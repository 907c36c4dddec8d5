"""Orders that allot work: posts with their duties, nobody's name, and any text at all in time that grows with it."""

from __future__ import annotations

import pytest

from frac.drafting.orders import points, posts_of, without_names

ORDER = """Government of India
OFFICE ORDER No. 12/2025
Subject: Work allocation among officers

1. Shri Ramesh Kumar Verma, IAS (UP:2005), Deputy Secretary (Vigilance)
   (i) Disciplinary cases of Group A officers;
   (ii) Liaison with the Commission as per No. 5 of the circular.
   (iii) Estate Officer
   (iv) Assist Joint Secretary in Parliament matters

2. Smt. Sunita Devi, Under Secretary (Admn): (i) Establishment matters of Group B staff; (ii) Recruitment rules;
Page 2 of 3
Cash Section:
Section Officer, Cash Section shall deal with:
- Pay bills of all staff
- Pension papers,
and gratuity
Section Officer
a) Maintains the cash book of the ministry
Ms. A. K. Rao, ASO will assist in filing of returns
DS (Fin) - Budget and expenditure control of the department
श्री मोहन लाल, अवर सचिव (प्रशासन): स्थापना संबंधी कार्य। भर्ती नियमों का निर्माण।
उप सचिव (सतर्कता) निम्नलिखित कार्य देखेंगे:
(क) अनुशासनात्मक मामलों की जांच
(ख) निदेशक को मासिक रिपोर्ट भेजना
10	Shri Anil Kapoor	Assistant Director (OL)	Translation of official papers; Hindi fortnight
SHRI P. Q. NAIDU, SECTION OFFICER (STORES)
Purchase of stationery

(R. K. Singh)
Under Secretary to the Government of India
Tel: 23094567

Copy to:
1. PS to Secretary
2. Director (Vigilance)
3. Guard file of the section
"""
POSTS = {
    "Deputy Secretary (Vigilance)": (
        "Disciplinary cases of Group A officers;", "Liaison with the Commission as per No. 5 of the circular.",
        "Estate Officer", "Assist Joint Secretary in Parliament matters"),
    "Under Secretary (Administration)": ("Establishment matters of Group B staff;", "Recruitment rules;"),
    "Section Officer, Cash Section": ("Pay bills of all staff", "Pension papers, and gratuity",
                                      "Maintains the cash book of the ministry"),
    "Assistant Section Officer, Cash Section": ("assist in filing of returns",),
    "Deputy Secretary (Finance)": ("Budget and expenditure control of the department",),
    "अवर सचिव (प्रशासन)": ("स्थापना संबंधी कार्य।", "भर्ती नियमों का निर्माण।"),
    "उप सचिव (सतर्कता)": ("अनुशासनात्मक मामलों की जांच", "निदेशक को मासिक रिपोर्ट भेजना"),
    "Assistant Director (Official Language)": ("Translation of official papers;", "Hindi fortnight"),
    "SECTION OFFICER (STORES)": ("Purchase of stationery",)}
NAMES = ("Ramesh", "Verma", "Sunita", "Devi", "Rao", "मोहन", "लाल", "Anil", "Kapoor", "NAIDU", "Singh")


def test_an_order_is_split_into_posts_with_their_duties() -> None:
    assert {each.title: each.duties for each in posts_of(ORDER)} == POSTS


def test_nobody_is_named() -> None:
    said = str(posts_of(ORDER)) + without_names(ORDER)
    assert not [each for each in NAMES if each in said]


@pytest.mark.parametrize(("text", "left"), [
    ("Shri A. B. Rao, Director", ", Director"), ("Smt Lata Under Secretary", "Under Secretary"),
    ("Dr. (Ms.) Asha Rao, SO", ", SO"), ("Files of Sh. Ram Lal are kept", "Files of  are kept"),
    ("shri ram lal will sign", " will sign"), ("Shri\nRam Lal\nSection Officer", "\nSection Officer"),
    ("श्रीमती सीता देवी को", " को"), ("Mr Smith's leave", " leave"),
    ("S/Shri Ram Lal, R.K. Das and Mohan, Section Officers", ", Section Officers"), ("SHRI RAM LAL, SO", ", SO"),
    ("Shri/Smt. Om will sign", " will sign"), ("Msgr is no name", "Msgr is no name")])
def test_names_are_dropped_and_what_is_beside_them_stays(text: str, left: str) -> None:
    assert " ".join(without_names(text).split()) == " ".join(left.split())


@pytest.mark.parametrize("line", [
    "Director (Vigilance) matters are put up daily", "(iii) Estate Officer", "Assist the Under Secretary",
    "Appointment of Director", "Submit papers to Deputy Secretary", "Advising Secretary", "All Section Officers:",
    "- leads the section", "Supervises the work of the Cash Section", "- Cash Section",
    "Under Secretary shall be informed of losses", "निदेशक को पत्र भेजना", "Director, leave and tour of"])
def test_a_duty_is_no_heading(line: str) -> None:
    (post,) = posts_of(f"Joint Secretary (Admn):\nfirst duty of all\n{line}\nthe last duty of all")
    assert post.title == "Joint Secretary (Administration)"


def test_a_text_without_titles_has_no_posts() -> None:
    for text in ("", "   \n", "Nothing here.", "Pays bills. Keeps files.", "Director (Vigilance)", "\0\1", "((("):
        assert posts_of(text) == []


def test_a_table_and_lines_that_go_on_are_read() -> None:
    found = posts_of("S.No.  Name and Designation            Work allocated\n"
                     "1.     Shri Amit Sinha,\n       Joint Secretary(WM)            Supervision of the watershed "
                     "division and the externally\n        aided projects.\n"
                     "2.     Vacant, US (Estt.) will look after work of Establishment and will report to DS(Admn. & "
                     "Coord.).\n3. SECTION OFFICER (GENERAL): Housekeeping, stores and vehicles of the "
                     "department at large,\na) Vigilance\n2.   This issues with the approval of the Secretary (LR)."
                     "\nFile closed today")
    assert [(each.title, each.duties) for each in found] == [
        ("Joint Secretary (WM)", ("Supervision of the watershed division and the externally aided projects.",)),
        ("Under Secretary (Establishment)", ("Establishment and will report to DS(Admn. & Coord.).",)),
        ("SECTION OFFICER (GENERAL)", ("Housekeeping, stores and vehicles of the department at large,", "Vigilance"))]


def test_who_signs_is_no_post_and_is_not_named() -> None:
    (post,) = posts_of("Director (Finance):\nbudget of the year\nSuresh Chandra\nUnder Secretary to the Govt. of "
                       "India\nE-mail: us@example.org\nPhone 23\n")
    assert (post.title, post.duties) == ("Director (Finance)", ("budget of the year",))


def test_a_post_that_goes_on_after_a_page_is_one_post() -> None:
    (post,) = posts_of("Director (Finance):\nbudget of the year\n- 3 -\nDirector (Finance) (contd.)\naudit of accounts")
    assert post.duties == ("budget of the year", "audit of accounts")


def test_points_end_at_sentences_and_not_at_short_words() -> None:
    assert points("Meets Dr. Rao of No. 5 about Rs. 500 i.e. the fee. Then pays bills etc. and writes. "
                  "J. K. Rao signs it!") == [
                        "Meets Dr. Rao of No. 5 about Rs. 500 i.e. the fee.", "Then pays bills etc. and writes.",
                        "J. K. Rao signs it!"]
    assert points("कार्य करना है। रिपोर्ट भेजना है॥ Works in the (HQ) of all\n• pays the vendors; (b) ok") == [
        "कार्य करना है।", "रिपोर्ट भेजना है॥", "Works in the (HQ) of all", "pays the vendors;"]


@pytest.mark.parametrize("text", [
    ORDER * 60, "a" * 200_000, "(" * 50_000, "Shri " * 30_000, "x" + ", " * 50_000 + "x", " " * 300_000 + "b",
    "no. " * 40_000, "(" + "A" * 100_000, "A " * 100_000, "IAS (" * 20_000, "Director:\n" + "go on\n" * 20_000,
    "S/Shri A, " * 20_000, "\n" * 200_000])
def test_time_grows_with_length_alone(text: str) -> None:
    # it would never end, if anything were tried over and over
    assert len(posts_of(text)) <= len(text) and points(text) is not None
