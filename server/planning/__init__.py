"""Series of sessions made by rule, copied, changed together."""
