"""What `plan_year` is made of: whose needs, what is wished, and how the plan is told."""
