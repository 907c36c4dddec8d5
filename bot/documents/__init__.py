"""The forms in which a statement can be had, in one table. To add one: a file beside this, and a line here."""

from __future__ import annotations

from bot.documents import csv, html, json, pdf
from bot.documents.contract import Form

FORMS: dict[str, Form] = {form.name: form for form in (pdf.FORM, csv.FORM, json.FORM, html.FORM)}
