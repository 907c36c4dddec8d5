"""What `demand` is made of: the rows of a release that a question is about, and the supply beside them."""
