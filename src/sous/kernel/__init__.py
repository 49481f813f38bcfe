"""The ground floor: who acts, what happened, what a thing is called, and what it is related to.

Every other room stands on it. A person signs in or a token calls; a command runs; the journal says
what happened; the reactions of upper rooms follow as background jobs that survive a crash.
"""
