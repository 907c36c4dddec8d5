"""The loaders there are, in the order in which they fill a draft. One file each; the contract is one level up."""

from __future__ import annotations

from bot.conversion.contract import Loader
from bot.conversion.loaders import assess, case, frac, igot_content, odcs, order, warehouse

# The warehouse before content and sheets: its ids of organisations and sub-themes are the ones others refer to. A
# framework that is whole before all others, orders after those that say what posts and organisations there are.
LOADERS: dict[str, Loader] = {
    "case": case.LOADER,
    "frac": frac.LOADER,
    "warehouse": warehouse.LOADER,
    "igot-content": igot_content.LOADER,
    "odcs": odcs.LOADER,
    "order": order.LOADER,
    "assess": assess.LOADER,
}
