"""Letters: numbered, hashed PDFs whose number and digest anybody can verify.

This room knows no families: who wants a letter asks for it (`actions.ask_for`), and whoever has the data hands over a
draft (`drafts.Draft`) of plain words and figures. The room numbers it, prints it, files it and keeps the register.
"""
