"""How Indian government usage shortens titles of posts, and which ranks there are. Data alone; `titles` reads it.

An abbreviation that has two common meanings in titles (AO: accounts or administrative officer) is left out: a title
that stays short is better than one that says what was not meant.
"""

from __future__ import annotations

from collections.abc import Mapping

# Short in any case of letters, with a dot or without: the word it stands for.
WORDS: Mapping[str, str] = {
    "dir": "director", "jt": "joint", "secy": "secretary", "secretry": "secretary", "dy": "deputy",
    "asst": "assistant", "asstt": "assistant", "astt": "assistant", "assitant": "assistant",
    "sr": "senior", "jr": "junior", "addl": "additional", "spl": "special", "supdt": "superintendent",
    "suptd": "superintendent", "supdtg": "superintending", "exec": "executive", "engr": "engineer",
    "engg": "engineering", "commr": "commissioner", "commdt": "commandant", "inspr": "inspector", "insp": "inspector",
    "mgr": "manager", "offr": "officer", "princ": "principal", "prl": "principal", "pvt": "private",
    "steno": "stenographer", "acctt": "accountant", "accnt": "accountant", "acct": "accountant",
    "contr": "controller", "cont": "controller", "adv": "adviser", "genl": "general", "govt": "government",
    "goi": "government of india", "dept": "department", "deptt": "department", "dte": "directorate",
    "sectt": "secretariat", "estt": "establishment", "estb": "establishment", "vig": "vigilance", "gr": "grade",
    "trg": "training", "coord": "coordination", "litg": "litigation", "legis": "legislative",
    "hdqrs": "headquarters", "hqrs": "headquarters", "hq": "headquarters", "hqs": "headquarters",
    "distt": "district", "regl": "regional", "natl": "national", "intl": "international", "pers": "personnel",
    "mgmt": "management", "mech": "mechanical", "elect": "electrical", "electl": "electrical", "mktg": "marketing",
    "stats": "statistics", "govtt": "government", "offg": "officiating", "o/o": "office of the",
    "i/c": "in charge", "s/o": "section officer", "u/s": "under secretary", "j/s": "joint secretary",
    "d/s": "deputy secretary", "accts": "accounts", "accs": "accounts", "a/c": "accounts", "a/cs": "accounts",
    "r&d": "research and development", "e&m": "electrical and mechanical", "e/m": "electrical and mechanical",
    "f&a": "finance and accounts", "p&a": "personnel and administration", "a&v": "administration and vigilance",
    "s&r": "storage and research", "ops": "operations", "ol": "official language", "rti": "right to information",
    "parl": "parliament", "corpn": "corporation", "suprv": "supervisor", "xen": "executive engineer",
}

# One word before a rank and another elsewhere: Admn. Officer, Under Secretary (Admn).
BY_PLACE: Mapping[str, tuple[str, str]] = {
    "admn": ("administrative", "administration"), "admin": ("administrative", "administration"),
    "adm": ("administrative", "administration"), "fin": ("financial", "finance"), "div": ("divisional", "division"),
    "divn": ("divisional", "division"), "divl": ("divisional", "divisional"), "tech": ("technical", "technical"),
    "stat": ("statistical", "statistics"), "prog": ("programme", "programme"), "sci": ("scientific", "science"),
}

# In capitals, wherever they stand in a title.
CAPITALS: Mapping[str, str] = {
    "CVO": "chief vigilance officer", "ASO": "assistant section officer", "DG": "director general",
    "ADG": "additional director general", "DDG": "deputy director general", "PPS": "principal private secretary",
    "UDC": "upper division clerk", "LDC": "lower division clerk", "MTS": "multi tasking staff",
    "AEE": "assistant executive engineer", "CCA": "chief controller of accounts",
    "PCCA": "principal chief controller of accounts", "DDO": "drawing and disbursing officer",
    "CPIO": "central public information officer", "PIO": "public information officer",
    "DIG": "deputy inspector general", "DSP": "deputy superintendent of police", "DGP": "director general of police",
    "SDM": "sub divisional magistrate", "CMO": "chief medical officer", "CGM": "chief general manager",
    "AGM": "assistant general manager", "DGM": "deputy general manager", "CMD": "chairman and managing director",
    "CEO": "chief executive officer", "CFO": "chief financial officer", "OSD": "officer on special duty",
    "ITO": "income tax officer", "JSO": "junior statistical officer", "CIT": "commissioner of income tax",
    "JS&FA": "joint secretary and financial adviser", "AS&FA": "additional secretary and financial adviser",
    "IFA": "integrated financial adviser", "BDO": "block development officer", "HR": "human resources",
    "HRD": "human resource development", "IT": "information technology", "ICT": "information and communication "
    "technology", "HOD": "head of department", "PFMS": "public financial management system",
}

# Words or signs of their own besides: in capitals, and only where the title is that post: at its start (after ranks
# such as Sr.), after "to" or "office of the", and with nothing after it but a bracket, a mark, a number or a subject.
SHARED: Mapping[str, str] = {
    "US": "under secretary", "SO": "section officer", "DS": "deputy secretary", "JS": "joint secretary",
    "AS": "additional secretary", "SS": "special secretary", "PS": "private secretary", "PA": "personal assistant",
    "PAO": "pay and accounts officer", "FA": "financial adviser", "EE": "executive engineer",
    "AE": "assistant engineer", "JE": "junior engineer", "SE": "superintending engineer", "CE": "chief engineer",
    "DD": "deputy director", "AD": "assistant director", "JD": "joint director", "SP": "superintendent of police",
    "DM": "district magistrate", "IG": "inspector general", "GM": "general manager", "MD": "managing director",
    "SSA": "senior secretariat assistant", "JSA": "junior secretariat assistant", "PRO": "public relations officer",
    "AAO": "assistant accounts officer", "SAO": "senior accounts officer", "COMM": "commissioner",
    "CS": "chief secretary",
}
# Those of them that are written in any case of letters, with their dot.
DOTTED = frozenset({"COMM"})

# Only before "of".
BEFORE_OF: Mapping[str, str] = {"min": "ministry"}

# Ranks by their seniority, 1 the highest; those of one line stand level, roughly as the pay matrix has them.
_ORDER = (
    ("cabinet secretary",),
    ("secretary", "chief secretary", "chairman", "chairman and managing director"),
    ("special secretary", "principal secretary", "director general", "managing director"),
    ("additional secretary", "additional director general", "additional secretary and financial adviser",
     "principal chief controller of accounts", "principal chief commissioner", "chief commissioner"),
    ("joint secretary", "joint secretary and financial adviser", "deputy director general",
     "chief controller of accounts", "principal commissioner", "inspector general", "chief general manager",
     "chief engineer", "financial adviser"),
    ("director", "commissioner", "chief vigilance officer", "deputy inspector general", "general manager",
     "superintending engineer", "controller of accounts", "additional commissioner"),
    ("deputy secretary", "joint director", "joint commissioner", "deputy controller of accounts",
     "deputy general manager", "senior principal private secretary"),
    ("under secretary", "deputy director", "deputy commissioner", "executive engineer", "principal private secretary",
     "assistant general manager", "superintendent of police"),
    ("assistant director", "assistant commissioner", "assistant executive engineer", "assistant controller of accounts",
     "senior accounts officer", "senior audit officer", "deputy superintendent of police", "manager"),
    ("section officer", "private secretary", "pay and accounts officer", "accounts officer", "audit officer",
     "administrative officer", "assistant engineer", "superintendent"),
    ("assistant section officer", "personal assistant", "assistant accounts officer", "assistant audit officer",
     "inspector", "junior engineer", "junior translation officer", "junior statistical officer", "accountant"),
    ("upper division clerk", "senior secretariat assistant", "stenographer", "assistant"),
    ("lower division clerk", "junior secretariat assistant", "clerk"),
    ("multi tasking staff", "peon", "attendant"),
)
RANKS: Mapping[str, int] = {rank: at for at, line in enumerate(_ORDER, 1) for rank in line}

# Words that say how high a post is: titles that differ in one are different posts.
GRADES = frozenset(
    "chief principal senior junior special additional joint deputy under assistant associate sub vice executive "
    "superintending secretary director general adviser commissioner officer inspector superintendent engineer clerk "
    "controller manager accountant auditor stenographer head member chairman president private personal section "
    "upper lower naib trainee probationer retired first second third i ii iii iv".split())

# Nouns of rank, before which an abbreviation is an adjective (Admn. Officer).
NOUNS = frozenset(
    "officer offr assistant asst asstt adviser advisor adv secretary secy commissioner commr engineer engr manager mgr "
    "superintendent supdt head director dir member controller inspector staff clerk accountant".split())

# Words before a rank that belong to it.
BEFORE = frozenset("chief principal senior junior special additional joint deputy assistant".split())
# Words before a rank that make it one of another height, where no table knows the two together.
OTHERWISE = (BEFORE - {"senior"}) | frozenset("under sub vice executive associate managing naib ex former".split())

# Ranks only where the title begins with them: a press secretary, a resident director are something else.
FIRST = frozenset({"secretary", "director", "commissioner", "chairman"})

# Subjects of a section or division, which may follow a rank without a bracket ("SO Cash").
SUBJECTS = frozenset(
    "administration establishment vigilance finance financial accounts cash budget general coordination parliament "
    "legal training policy personnel litigation stores audit pension personal services protocol hindi official "
    "language planning statistics information technology human resources headquarters civil electrical mechanical "
    "admn estt vig fin accts it hr hq ol rti and".split())

# The same word in several spellings, for comparing titles.
SPELLINGS: Mapping[str, str] = {
    "advisor": "adviser", "program": "programme", "organization": "organisation", "center": "centre",
    "labor": "labour", "defense": "defence", "principle": "principal", "supertendent": "superintendent",
    "superintendant": "superintendent", "asst": "assistant", "cooperative": "co operative", "chairperson": "chairman",
    "telecommunication": "telecom", "telecommunications": "telecom", "draftsman": "draughtsman", "i": "1", "ii": "2",
    "iii": "3", "iv": "4", "v": "5", "coordinator": "co ordinator", "coordination": "co ordination",
}
# Words that say nothing of which post it is.
IDLE = frozenset("of the and for in".split())
