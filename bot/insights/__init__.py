"""The manager's home: the handful of figures that matter for a person's units, opened, followed and taken along.

`home` says what is shown, `followed` what somebody wants to hear of when it changes. Every figure comes through the
gate; nothing here decides who may see what.
"""
