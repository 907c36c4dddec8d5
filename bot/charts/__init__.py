"""Charts of figures that were told: which chart fits (`shape`), how it is described to Vega-Lite (`spec`), its picture
(`picture`). A chart shows what its table shows and nothing more.
"""
