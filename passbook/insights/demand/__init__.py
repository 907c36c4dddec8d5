"""Demand as the market sees it: how many officials have an open gap, by competency, level, state and language, under
differential privacy. What is protected is what officials did and hold; posts, states, languages and requirements are
the staff list and the framework, which a tenant's providers may know.

`count` counts, `release` adds the noise (OpenDP), `budget` says what may still be spent, `store` keeps what was
released, `answer` reads it. Nothing of the exact counts leaves this room but by `release`.
"""
