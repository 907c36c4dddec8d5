"""Makes a call of the Cloud API through pywa's client: uploads the file that goes with it, sends, and says what came.

The body of a call is the service's own, so it goes through the client's layer of requests as it is: the layer above
takes only ids of digits, and reads more of an answer than there may be. Nothing of a request, an answer or the token
gets into an error or a log.
"""

from __future__ import annotations

import copy
import json
import logging
from typing import TYPE_CHECKING, Any

from bot.channel import Call, Fetch, SendError, Sent
from bot.channels.whatsapp.faults import send_error, unsure
from bot.channels.whatsapp.limits import AS_TEXT, DOCUMENTS, LIMITS, PICTURE_BYTES, PICTURES, REF
from bot.documents.contract import Document
from bot.settings import WhatsAppSettings

if TYPE_CHECKING:
    from httpx import AsyncClient
    from pywa.errors import WhatsAppError
    from pywa_async.client import WhatsApp as Client

# How long a connection may take to be made, in seconds.
_CONNECT = 5.0


def connect(settings: WhatsAppSettings, patience: float) -> tuple[Client, AsyncClient]:
    """The client for the number in `settings`, at their address, and its connections, which are to be closed at last;
    `patience`: seconds to wait for an answer."""
    import httpx
    from pywa_async.client import WhatsApp as Client

    # Its debug log writes out what is sent, and it warns of each time-out, which is ours to tell.
    logging.getLogger("pywa").setLevel(logging.ERROR)
    session = httpx.AsyncClient(timeout=httpx.Timeout(patience, connect=min(_CONNECT, patience)))
    made = Client(phone_id=settings.phone_id, token=settings.token, session=session)
    # The client points its session at the service; the version that it speaks stays, the host is ours to choose.
    session.base_url = f"{settings.api}{session.base_url.path}"
    return made, session


async def send(made: Client, phone_id: str, call: Call, fetch: Fetch) -> Sent:
    """Makes a call, with its file where there is one. Raises SendError."""
    body = copy.deepcopy(call.body)
    kind = str(body["type"])
    content = body[kind]
    if call.file is not None:
        holder, sort = _holder(kind, content)
        document = await fetch(call.file)
        holder["id"] = await _upload(made, phone_id, sort, document, call.name)
        if sort == "document":
            holder.setdefault("filename", document.name)
    ref = call.ref or body.get("biz_opaque_callback_data")
    answer = await asked(made.api.send_message(
        sender=phone_id, to=body.get("to"), recipient=body.get("recipient"),
        recipient_type=body.get("recipient_type", "individual"), typ=kind, msg=content,
        biz_opaque_callback_data=str(ref)[:REF] if ref else None))
    try:
        return Sent(str(answer["messages"][0]["id"]))
    except (KeyError, IndexError, TypeError):
        raise unsure("the answer names no message") from None


async def asked(request: Any) -> Any:
    """What the service answers to a request of the client. Raises SendError for all that goes wrong."""
    import httpx
    from pywa.errors import WhatsAppError

    try:
        return await request
    except WhatsAppError as fault:
        raise _refused(fault) from None
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError):
        raise SendError("retry", "the service cannot be reached") from None
    except httpx.TimeoutException:
        raise unsure("the service did not answer in time") from None
    except httpx.TransportError:
        raise unsure("the connection broke") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        # What should be JSON is a page of something in between.
        raise unsure("the answer cannot be read") from None


def _refused(fault: WhatsAppError) -> SendError:
    return send_error(fault.code, subcode=fault.subcode, status=fault.status_code,
                      transient=bool(fault.is_transient), after=_asked_to_wait(fault))


def _asked_to_wait(fault: WhatsAppError) -> float | None:
    """The seconds to wait that the headers of a refusal name: as HTTP does, or as use of a business account is told."""
    if fault.raw_response is None:
        return None
    headers = fault.raw_response.headers
    told = str(headers.get("retry-after", ""))
    if told.isdecimal():
        return float(told)
    try:
        used = json.loads(headers.get("x-business-use-case-usage", "{}"))
        minutes = [float(each.get("estimated_time_to_regain_access", 0)) for of in used.values() for each in of]
    except (ValueError, TypeError, AttributeError):
        return None
    return 60 * max(minutes, default=0.0) or None


# ---- files


def _holder(kind: str, content: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Where in a body the id of an uploaded file goes, and whether it is an image or a document."""
    if kind == "interactive":
        header = content["header"]
        return header[header["type"]], header["type"]
    return content, kind


async def _upload(made: Client, phone_id: str, sort: str, document: Document, name: str) -> str:
    """The service's id of a file. Refuses what it would not take, before it is on its way."""
    media_type = document.media_type.split(";")[0].strip().lower()
    if sort == "document" and media_type in AS_TEXT:
        media_type = "text/plain"
    if media_type not in (PICTURES if sort == "image" else DOCUMENTS):
        raise SendError("rejected", f"files of the type {media_type} are not taken as {sort}")
    if len(document.content) > (PICTURE_BYTES if sort == "image" else LIMITS.document_bytes):
        raise SendError("rejected", f"the {sort} is too large")
    answer = await asked(made.api.upload_media(
        phone_id=phone_id, media=document.content, mime_type=media_type, filename=name or document.name))
    try:
        return str(answer["id"])
    except (KeyError, TypeError):
        raise SendError("retry", "the upload was not answered with an id") from None
