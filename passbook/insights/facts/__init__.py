"""Facts: what figures are computed from, as Parquet files under pseudonyms. `schema` says what there is, `extract`
brings the files up to the ledger, `reader` opens them."""
