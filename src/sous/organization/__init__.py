"""Our side: what we make and who we are.

Products and their areas say what a piece of feedback is about; teams own areas; members belong to
teams.
"""
