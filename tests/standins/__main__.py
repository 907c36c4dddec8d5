"""`make doors`: try both doors on a laptop without an account. Starts the stand-ins of Telegram and WhatsApp, a Saathi
over the demo with its worker, and a page on which one writes as somebody with a phone.

For trying out: what the stand-ins take and refuse is what the services' documentation says, and no message leaves here.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse

from tests.standins.telegram import TelegramService
from tests.standins.whatsapp import WhatsAppService

ROOT = Path(__file__).parents[2]
SAATHI, PAGE = 8000, 8090
PERSON = 4711


class Phones:
    """Somebody with both services, and where their messages are delivered."""

    def __init__(self, telegram: TelegramService, whatsapp: WhatsAppService, saathi: str) -> None:
        self.telegram, self.whatsapp, self.saathi = telegram, whatsapp, saathi
        self.by_telegram, self.by_whatsapp = telegram.person(PERSON), whatsapp.person()

    def says(self, channel: str, text: str) -> None:
        """Writes something."""
        if channel == "telegram":
            self.telegram.deliver(f"{self.saathi}/webhooks/telegram", self.by_telegram.says(text))
            return
        self.by_whatsapp.write(text)
        self.whatsapp.deliver(f"{self.saathi}/webhooks/whatsapp")

    def presses(self, channel: str, at: int, data: str, title: str) -> None:
        """Presses a button."""
        if channel == "telegram":
            message = self.by_telegram.messages[at]
            update = self.by_telegram.votes(message, int(data)) if message.poll else self.by_telegram.presses(
                message, data)
            self.telegram.deliver(f"{self.saathi}/webhooks/telegram", update)
            return
        (self.by_whatsapp.press if data == "button" else self.by_whatsapp.choose)(title)
        self.whatsapp.deliver(f"{self.saathi}/webhooks/whatsapp")

    def shown(self) -> dict[str, Any]:
        """What is on both phones."""
        self.whatsapp.deliver(f"{self.saathi}/webhooks/whatsapp")  # statuses
        return {
            "telegram": [{"text": each.text, "kind": each.method, "buttons": each.buttons or [
                (option["text"], str(place)) for place, option in enumerate(each.body.get("options", ()))]}
                for each in self.by_telegram.messages],
            "whatsapp": [_whatsapp(each) for each in self.by_whatsapp.heard]}


def _whatsapp(message: dict[str, Any]) -> dict[str, Any]:
    kind = message["type"]
    if kind != "interactive":
        content = message.get(kind) or {}
        return {"text": content.get("body") or content.get("caption") or f"[{kind}]", "kind": kind, "buttons": []}
    action = message["interactive"]["action"]
    buttons = [(each["reply"]["title"], "button") for each in action.get("buttons", ())]
    rows = [(row["title"], "row") for section in action.get("sections", ()) for row in section["rows"]]
    return {"text": message["interactive"]["body"]["text"], "kind": "interactive", "buttons": buttons + rows}


def _page(phones: Phones) -> FastAPI:
    app = FastAPI()

    @app.get("/", response_class=HTMLResponse)
    def page() -> str:
        return (Path(__file__).parent / "phones.html").read_text(encoding="utf-8")

    @app.get("/shown")
    def shown() -> JSONResponse:
        return JSONResponse(phones.shown())

    @app.post("/says")
    async def says(request: Request) -> JSONResponse:
        given = await request.json()
        await _threaded(phones.says, given["channel"], given["text"])
        return JSONResponse({})

    @app.post("/presses")
    async def presses(request: Request) -> JSONResponse:
        given = await request.json()
        await _threaded(phones.presses, given["channel"], int(given["at"]), given["data"], given["title"])
        return JSONResponse({})

    return app


async def _threaded(call: Any, *given: Any) -> None:
    from starlette.concurrency import run_in_threadpool

    await run_in_threadpool(call, *given)


def main() -> int:
    """Runs until it is stopped."""
    saathi = f"http://127.0.0.1:{SAATHI}"
    with TelegramService() as telegram, WhatsAppService() as whatsapp:
        told, number = telegram.settings(), whatsapp.settings()
        environment = {
            **os.environ,
            "SAATHI_TELEGRAM_TOKEN": told.token, "SAATHI_TELEGRAM_SECRET": told.secret or "",
            "SAATHI_TELEGRAM_BOT": told.bot or "", "SAATHI_TELEGRAM_API": told.api,
            "SAATHI_WHATSAPP_TOKEN": number.token, "SAATHI_WHATSAPP_PHONE_ID": number.phone_id,
            "SAATHI_WHATSAPP_NUMBER": number.number or "", "SAATHI_WHATSAPP_SECRET": number.secret or "",
            "SAATHI_WHATSAPP_VERIFY": number.verify or "", "SAATHI_WHATSAPP_TEMPLATE": number.template or "",
            "SAATHI_WHATSAPP_API": number.api}
        server = subprocess.Popen([sys.executable, "-m", "bot.cli", "demo", "--port", str(SAATHI)], env=environment,
                                  cwd=ROOT)
        while server.poll() is None and not _up(f"{saathi}/healthz"):
            time.sleep(0.3)
        phones = uvicorn.Server(uvicorn.Config(_page(Phones(telegram, whatsapp, saathi)), port=PAGE,
                                               log_level="warning"))
        threading.Thread(target=phones.run, daemon=True).start()
        print(f"Saathi is at {saathi}: pick somebody, choose “Connect a phone”, and copy the code.\n"
              f"The phones are at http://127.0.0.1:{PAGE}: paste it there (Ctrl+C stops all).", flush=True)
        try:
            return server.wait()
        except KeyboardInterrupt:
            server.send_signal(signal.SIGTERM)
            server.wait()
            return 0


def _up(address: str) -> bool:
    try:
        return httpx.get(address, timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


if __name__ == "__main__":
    sys.exit(main())
