"""Checks of the quality of a framework: what in it is wrong, cannot be met, or is worth a look. Rules only."""
