"""Change requests: what life changes in a family, asked for by one person and checked by another, then written down.

`base` says what a kind of request is, the files beside it hold the kinds by topic, `kinds` lists them, `actions` are
the words about a request, `applying` writes it into the registry.
"""
