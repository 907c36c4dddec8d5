"""What competencies a text asks for: learnt from what a tenant's own framework says, ranked and with a probability.

The parts: likeness of words and of meaning to each competency, transfer from the positions and duties that are like it,
ridge regression, how often a competency is asked; a logistic model adds them up and makes probabilities of the sum.
"""
