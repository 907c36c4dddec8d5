"""The government seen as a system: what is part of what, whom work comes from and goes to, what it asks and what
teaches that.

`graph` makes typed nodes and links of a framework, `walk` moves among them, `flow` says where work meets, turns in
circles and changes hands, `needs` what is asked and not taught, `compare` sets two organisations side by side, and
`suppose` says what a course could close. Rules alone: no people, no clock, no store.
"""
