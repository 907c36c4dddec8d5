"""The system map: the tenant's framework as nodes and links, and figures of people laid over it.

The framework is public among officials and shown to each of them. Every figure of people comes through the gate; what
it keeps silent stays silent here, and says so.
"""
