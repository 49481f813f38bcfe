"""Their side: the accounts that pay, the people in them, and when we may contact whom.

Accounts and contacts find each other by e-mail domain; segments are saved rules over both; consent
says what someone agreed to.
"""
