"""Makes up the officials of the demo tenant and three years of what they learned. Same files and seed, same bytes."""
