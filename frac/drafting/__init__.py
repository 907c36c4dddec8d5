"""Drafts of the map of a position: roles, activities and competencies with what each rests on. Rules only."""
