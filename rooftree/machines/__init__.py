"""Other systems: the tokens and clients they come in with, and the webhooks by which they hear of cases."""
