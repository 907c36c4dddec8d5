"""What `benchmark` is made of: the units as they are told to the asker, and the tables of a comparison."""
