"""What must never be lost: the chain of events, cases, judgements, effects, and what bears witness of them."""
