"""What tools for figures share: from what was asked to a query, and from an answer to words, tables and next steps."""
