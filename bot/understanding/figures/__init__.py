"""Questions for figures: a message about units and groups taken apart into a query, on any tenant's names.

`words` are the cues of every language, `vocabulary` the tenant's own values, `concepts` turns cues into a metric,
`question` reads one message, `going_on` what follows it. Knows nothing of who asks and computes nothing.
"""
