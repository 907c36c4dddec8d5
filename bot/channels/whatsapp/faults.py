"""What an error code of the Cloud API means for a message: try later, never, with a template, or mend the set-up.

One table. Codes and not texts decide, as the service advises; its texts can repeat what was sent, so none goes on.
Neutral about the cause: `auth` is all that only an operator can mend (token, permission, payment, registration).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.channel import SendError, SendFault


@dataclass(frozen=True)
class Fault:
    """What an error means: its class, why in a few words for a log, and in how many seconds to try again."""

    fault: SendFault
    why: str
    after: float | None = None


_HOUR = 3600.0
# How long to wait where it is not known whether a message was taken: its status comes within that, if it was.
UNSURE = 15.0

FAULTS: Mapping[int, Fault] = {
    # ---- it passes
    1: Fault("retry", "the service had a fault"),
    2: Fault("retry", "the service is down"),
    4: Fault("retry", "too many calls of the app", 60.0),
    80007: Fault("retry", "too many calls of the business account", 60.0),
    130429: Fault("retry", "too many messages a second", 2.0),
    131000: Fault("retry", "the service had a fault"),
    131016: Fault("retry", "the service is overloaded"),
    131048: Fault("retry", "too many messages of this number were blocked or taken for spam", _HOUR),
    131056: Fault("retry", "too many messages to this person", 6.0),
    131057: Fault("retry", "the business account is being maintained", 60.0),
    131064: Fault("retry", "the limit of template messages is reached", _HOUR),
    133004: Fault("retry", "the service is down"),
    2494100: Fault("retry", "the number is being maintained", 60.0),
    # ---- only a template goes through
    131047: Fault("window", "more than 24 hours since the person wrote"),
    # ---- this person is not to be reached
    130497: Fault("blocked", "this country may not be written to"),
    131021: Fault("blocked", "the recipient is the sender"),
    131026: Fault("blocked", "the message cannot be delivered to this account"),
    131030: Fault("blocked", "the recipient is not on the list of the test number"),
    # ---- for the operator
    0: Fault("auth", "the access token is not taken"),
    3: Fault("auth", "the app lacks a capability"),
    10: Fault("auth", "the app lacks a permission"),
    33: Fault("auth", "there is no such number"),
    190: Fault("auth", "the access token has expired or is wrong"),
    368: Fault("auth", "the business account is restricted"),
    131005: Fault("auth", "access is denied"),
    131031: Fault("auth", "the business account is locked"),
    131037: Fault("auth", "the number's display name is not approved"),
    131042: Fault("auth", "the business account has a payment issue"),
    131045: Fault("auth", "the number is not registered rightly"),
    133010: Fault("auth", "the number is not registered"),
    134011: Fault("auth", "terms have to be accepted"),
    # ---- the same call would fail again
    100: Fault("rejected", "a parameter is wrong"),
    130472: Fault("rejected", "the person is in an experiment of the service"),
    131008: Fault("rejected", "a parameter is missing"),
    131009: Fault("rejected", "a parameter is wrong"),
    131049: Fault("rejected", "the service held it back to spare the person"),
    131050: Fault("rejected", "the person stopped messages of this kind"),
    131051: Fault("rejected", "messages of this kind are not supported"),
    131052: Fault("rejected", "the media cannot be downloaded"),
    131053: Fault("rejected", "the media cannot be uploaded"),
    131062: Fault("rejected", "this kind of message needs a telephone number"),
    131063: Fault("rejected", "marketing templates are switched off"),
    132000: Fault("rejected", "the template has another number of values"),
    132001: Fault("rejected", "there is no such template in this language"),
    132005: Fault("rejected", "the template's text is too long"),
    132007: Fault("rejected", "the template breaks a policy"),
    132012: Fault("rejected", "a value does not fit the template"),
    132015: Fault("rejected", "the template is paused"),
    132016: Fault("rejected", "the template is disabled"),
    132018: Fault("rejected", "a value does not fit the template"),
    135000: Fault("rejected", "the message was not taken"),
}

# "Object does not exist, or lacks permissions": the id of the number is wrong or not this token's.
_NO_SUCH_OBJECT = (100, 33)


def fault_of(code: int, *, subcode: int | None = None, status: int | None = None, transient: bool = False) -> Fault:
    """What an error code means; where the table lacks it, the status of HTTP says it. `transient`: as told by the
    service."""
    if (code, subcode) == _NO_SUCH_OBJECT:
        return FAULTS[33]
    if code in FAULTS:
        return FAULTS[code]
    if 200 <= code <= 299:
        return Fault("auth", "the app lacks a permission")
    if 132000 <= code <= 132999:
        return Fault("rejected", "the template is not taken")
    if transient or (status is not None and (status >= 500 or status in (408, 429))):
        return Fault("retry", "the service had a fault")
    if status in (401, 403):
        return Fault("auth", "access is denied")
    return Fault("rejected", "the message was not taken")


def send_error(code: int, *, subcode: int | None = None, status: int | None = None, transient: bool = False,
               after: float | None = None) -> SendError:
    """The error of a call that the service refused with a code; `after`: the seconds that it asked us to wait."""
    found = fault_of(code, subcode=subcode, status=status, transient=transient)
    wait = max(after or 0.0, found.after or 0.0) or None
    return SendError(found.fault, f"{found.why} ({code})", wait if found.fault == "retry" else None)


def unsure(why: str) -> SendError:
    """The error of a call of which nobody knows whether it was taken: it is tried again, but not at once."""
    return SendError("retry", why, UNSURE, unsure=True)
