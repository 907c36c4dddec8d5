"""The loaders there are, in the order in which they fill a draft. One file each; the contract is one level up."""

from __future__ import annotations

from bot.conversion.contract import Loader
from bot.conversion.loaders import assess, frac, igot_content, odcs, warehouse

# The warehouse before content and sheets: its ids of organisations and sub-themes are the ones others refer to.
LOADERS: dict[str, Loader] = {
    "frac": frac.LOADER,
    "warehouse": warehouse.LOADER,
    "igot-content": igot_content.LOADER,
    "odcs": odcs.LOADER,
    "assess": assess.LOADER,
}
